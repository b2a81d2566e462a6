"""The page and the PDF show the same facts, and the PDF is signed for good (版式)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from rongxin.base.keys import signers
from rongxin.insight.reports import content, document, page, signing
from rongxin.insight.reports.rules import Cut
from tests.insight.reports import sample


@pytest.fixture(scope="module")
def press() -> document.Press:
    if not any(Path(settings.FONT_DIR).glob("*.ttf")):
        pytest.skip("the font is not there: run `make setup`")
    return document.press(Path(settings.FONT_DIR))


@pytest.fixture(scope="module", params=list(Cut))
def made(request: pytest.FixtureRequest) -> dict:
    return content.build(sample.material(request.param)).as_dict()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(made: dict) -> _Words:
    found = _Words()
    found.feed(page.html(made))
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(block: dict) -> Iterator[str]:
    """Every text that a block carries."""
    for name, value in block.items():
        if name in ("kind", "tone", "key"):
            continue
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict):
                yield from said(one)
            elif isinstance(one, list | tuple):
                for part in one:
                    yield from said(part)


def facts_of(made: dict) -> set[str]:
    texts = {one for section in made["sections"] for one in said(section)}
    texts |= {one for part in ("facts", "summary") for pair in made[part] for one in said(pair)}
    texts |= {made[name] for name in ("subject_name", "platform", "code", "address", "cut_label", "title", "watermark")}
    return {squeezed(one) for one in texts if squeezed(one)}


def pdf_text(pdf: bytes) -> str:
    """Text in reading order, without what is repeated on each page."""
    pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return squeezed("".join(pages))


def test_the_page_shows_every_fact(made: dict):
    text = squeezed("".join(parsed(made).words))
    assert {one for one in facts_of(made) if one not in text} == set()


def test_the_pdf_shows_every_fact(made: dict, press: document.Press):
    text = pdf_text(press.print(made, sample.MADE_AT))
    absent = {one for one in facts_of(made) if one not in text}
    # A cell that wraps may be torn by the extraction into parts; then each part must be there.
    torn = {
        one for one in absent if not all(piece in text for piece in re.split(r"(?<=[，。、；：（）“”])|(?=[（“])", one))
    }
    assert torn == set()


def test_the_page_has_no_style_and_no_script(made: dict):
    found = parsed(made)
    assert "style" not in found.attributes | found.tags
    assert "script" not in found.tags
    assert not [name for name in found.attributes if name.startswith("on")]


def test_text_of_a_record_is_never_read_as_markup(press: document.Press):
    answers = sample.answers()
    nasty = '#panic("x") *粗* $x$ <script>alert(1)</script> \\ ` @ref'
    answers["registration"].records = [{**sample.REGISTRATION, "scope": nasty}]
    made = content.build(sample.material(answers=answers)).as_dict()
    assert squeezed(nasty) in pdf_text(press.print(made, sample.MADE_AT))
    assert "<script>alert" not in page.html(made)


def test_chinese_fonts_are_embedded_and_the_file_is_pdf_a(press: document.Press):
    pdf = press.print(content.build(sample.material()).as_dict(), sample.MADE_AT)
    fonts = {str(font["/BaseFont"]) for one in pypdf.PdfReader(io.BytesIO(pdf)).pages for font in _fonts(one)}
    assert fonts
    assert all("NotoSansSC" in name for name in fonts)
    assert b"pdfaid" in pdf
    assert press.print(content.build(sample.material()).as_dict(), sample.MADE_AT) == pdf


def _fonts(one: pypdf.PageObject) -> list:
    return [font.get_object() for font in one["/Resources"]["/Font"].values()]


def test_the_signature_holds_and_one_flipped_byte_breaks_it(press: document.Press):
    plain = press.print(content.build(sample.material()).as_dict(), sample.MADE_AT)
    signer = signers.document_signer()
    signed = signing.sign(plain, signer, reason="出具")
    assert signed.startswith(plain)
    assert signing.check(signed, signer.certificate_pem) == signing.Signature(True, True, signer.common_name)
    for place in (200, len(plain) // 2, len(plain) - 50):
        bad = bytearray(signed)
        bad[place] ^= 1
        assert not signing.check(bytes(bad), signer.certificate_pem).valid
    assert not signing.check(signed + b"\n% appended", signer.certificate_pem).valid


@pytest.mark.parametrize("pdf", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_a_file_that_is_no_report_carries_no_signature(pdf: bytes):
    assert signing.check(pdf, signers.document_signer().certificate_pem) == signing.Signature(False, False)
