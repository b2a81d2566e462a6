"""An XLSX as a zip archive, measured before anything opens it (工作簿结构).

The sizes in a zip directory are claims. Each part is therefore unpacked once, piece by piece, and the
claim is believed only if what comes out is no more. The same pass counts cells and notices formulas.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from rongxin.data.ingest import errors
from rongxin.data.ingest.reading.source import Limits, Readable, human_size

_CELL = re.compile(rb"<(?:\w{1,8}:)?c[ >/]")
_FORMULA = re.compile(rb"<(?:\w{1,8}:)?f[ >/]")
_PIECE = 1 << 20
_PARTS_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Package:
    """The bytes of a workbook that has been measured (工作簿包)."""

    file: str
    data: bytes
    sheets: dict[str, str]  # sheet name → part in the archive
    with_formulas: frozenset[str]  # parts

    def formula_cells(self, sheet: str) -> dict[int, list[str]]:
        """Row number → addresses of cells that hold a formula."""
        part = self.sheets.get(sheet, "")
        if part not in self.with_formulas:
            return {}
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive, archive.open(part) as stream:
            return _formula_cells(stream, self.file)


def open_package(source: Readable, limits: Limits) -> Package:
    """Measure the archive and list its sheets (核验工作簿).

    Raises:
        FileTooLarge, WorkbookProtected, WorkbookSuspicious, NotATable.
    """
    if source.size > limits.workbook_bytes:
        raise errors.FileTooLarge(
            file=source.name, size=human_size(source.size), limit=human_size(limits.workbook_bytes)
        )
    with source.open() as stream:
        data = stream.read()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            formulas = _measure(archive, data, source.name, limits)
            sheets = _sheets(archive, source.name)
    except (zipfile.BadZipFile, zlib.error, KeyError, expat.ExpatError, ValueError, RuntimeError) as error:
        raise errors.NotATable(file=source.name, detail="工作簿已损坏或不是 XLSX") from error
    return Package(source.name, data, sheets, frozenset(formulas))


def _measure(archive: zipfile.ZipFile, data: bytes, file: str, limits: Limits) -> set[str]:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise errors.WorkbookProtected(file=file)
    claimed = sum(part.file_size for part in parts)
    if len(parts) > _PARTS_LIMIT:
        raise errors.WorkbookSuspicious(file=file, detail=f"内含 {len(parts)} 个部件")
    if claimed > limits.unpacked_bytes:
        raise errors.WorkbookSuspicious(file=file, detail=f"解压后 {human_size(claimed)}")
    cells, formulas = 0, set()
    for part in parts:
        sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        seen, tail = 0, b""
        for piece in _unpacked(part, data):
            seen += len(piece)
            if seen > part.file_size:
                raise errors.WorkbookSuspicious(file=file, detail="部件的实际大小超过其声明")
            if sheet:
                window = tail + piece
                cells += len(_CELL.findall(window))
                if _FORMULA.search(window):
                    formulas.add(part.filename)
                tail = b"" if (cut := window.rfind(b"<")) < 0 or len(window) - cut > 16 else window[cut:]
                cells -= len(_CELL.findall(tail))
        if cells > limits.workbook_cells:
            raise errors.WorkbookSuspicious(file=file, detail=f"超过 {limits.workbook_cells:,} 个单元格")
    return formulas


def _unpacked(part: zipfile.ZipInfo, data: bytes) -> Iterator[bytes]:
    """The bytes of a part as the archive really holds them, in pieces of bounded size."""
    local = part.header_offset
    begin = local + 30 + int.from_bytes(data[local + 26 : local + 28], "little")
    begin += int.from_bytes(data[local + 28 : local + 30], "little")
    packed = memoryview(data)[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("compression method")
    unpack = zlib.decompressobj(-15)
    left: bytes | memoryview = packed
    while left and not unpack.eof:
        yield unpack.decompress(left, _PIECE)
        left = unpack.unconsumed_tail


def _sheets(archive: zipfile.ZipFile, file: str) -> dict[str, str]:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        kind = "它是 Word 文档" if "word/document.xml" in names else "它是压缩包，不是 XLSX 工作簿"
        if "xl/workbook.bin" in names:
            kind = "它是 XLSB 工作簿，请另存为 XLSX"
        raise errors.NotATable(file=file, detail=kind)
    targets: dict[str, str] = {}
    for tag, attributes in _elements(archive.read("xl/_rels/workbook.xml.rels")):
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]
    found = {}
    for tag, attributes in _elements(archive.read("xl/workbook.xml")):
        if tag == "sheet":
            relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            target = targets.get(relation, "")
            found[attributes["name"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    seen: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: seen.append((tag.rpartition(":")[2], attributes))
    parser.Parse(xml, True)
    return seen


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("a workbook declares no entities")

    parser.EntityDeclHandler = refuse
    return parser


def _formula_cells(stream: IO[bytes], file: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    row, cell = 0, ""
    parser = _parser()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, cell
        local = tag.rpartition(":")[2]
        if local == "row":
            row = int(attributes["r"]) if "r" in attributes else row + 1
        elif local == "c":
            cell = attributes.get("r", "")
        elif local == "f":
            found.setdefault(row, []).append(cell or f"第{row}行")

    parser.StartElementHandler = start
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise errors.NotATable(file=file, detail="工作簿已损坏或不是 XLSX") from error
    return found
