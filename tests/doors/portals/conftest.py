"""A running site and a real browser for the pages (门户测试环境)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.doors.portals.town import Town

CHROMIUM = Path(os.environ.get("RONGXIN_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def static_files(database_server: None) -> None:
    """The static files as the site serves them."""
    from django.core.management import call_command

    from rongxin.config import settings

    if not settings.VENDOR_DIR.exists():
        pytest.skip("front-end files are not there: run `make setup`")
    call_command("collectstatic", "--no-input", verbosity=0)


@pytest.fixture
def build(as_role: Callable[[str], AbstractContextManager[None]], static_files: None) -> Callable[[], Town]:
    """Makes a town as the worker, who may write records, whatever role the pages connect as."""
    from tests.doors.portals import town as made  # Django is set up by now

    def built() -> Town:
        with as_role("worker"):
            return made.build()

    return built


@pytest.fixture
def town(build: Callable[[], Town]) -> Town:
    """An enterprise, a bank and a department with something to do."""
    return build()


@pytest.fixture
def as_web(as_role: Callable[[str], AbstractContextManager[None]]) -> Iterator[None]:
    """The pages connect as the web role."""
    with as_role("web"):
        yield


@pytest.fixture(scope="session")
def site(static_files: None) -> Iterator[str]:
    """The site in a process of its own, as the web role."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    words = ["--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-ws"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "--log-level", "warning", "rongxin.config.wsgi:application"],
        env={**os.environ, "RONGXIN_ROLE": "web"},
    )
    try:
        _await(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _await(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/sign-in/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture
def chromium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A real browser with the packaged Chinese font, or the test is skipped and says so.

    One per test: Playwright keeps an event loop running in this thread as long as it lives, and neither Django's
    database nor the signing of PDF may be used inside one.
    """
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: run `make browser`, or set RONGXIN_CHROMIUM")
    from playwright.sync_api import sync_playwright

    from rongxin.config import settings

    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{settings.FONT_DIR}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=FLAGS,
            env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
        )
        yield browser
        browser.close()


class Visit:
    """One browser window; `complaints` are what the console said of refused styles, scripts and errors."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Any:
        """Open an address of the site."""
        return self.page.goto(self.site + path)

    def sign_in(self, username: str, password: str, code: str = "") -> None:
        """Walk through the sign-in pages."""
        self.go("/sign-in/")
        self.page.fill("#f-username", username)
        self.page.fill("#f-password", password)
        self.page.click("main button")
        if code:
            self.page.fill("#f-code", code)
            self.page.click("main button")

    def press(self, words: str) -> None:
        """Click the button or link with these words."""
        self.page.locator("main").get_by_text(words, exact=False).first.click()

    def text(self) -> str:
        """What the page says."""
        return str(self.page.inner_text("main"))


@pytest.fixture
def visit(chromium: Any, site: str) -> Iterator[Callable[..., Visit]]:
    """`visit(width=390)` opens a window of its own."""
    contexts = []

    def opened(width: int = 1280, script: bool = True) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": 860}, locale="zh-CN", java_script_enabled=script, accept_downloads=True
        )
        contexts.append(context)
        return Visit(context.new_page(), site)

    yield opened
    for context in contexts:
        context.close()
