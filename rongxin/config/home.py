"""Where an installation keeps its files (数据目录)."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent


def home() -> Path:
    """RONGXIN_HOME, or `.rongxin` in the checkout, or `~/.rongxin` when installed elsewhere."""
    chosen = os.environ.get("RONGXIN_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / ".rongxin"
    return Path.home() / ".rongxin"


def secret(name: str, length: int = 32) -> str:
    """A random text of this installation, made at first use, readable by its owner only.

    Two processes that ask at once get the same text: the file is linked into place, and the first wins.
    """
    folder = home() / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(length))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")
