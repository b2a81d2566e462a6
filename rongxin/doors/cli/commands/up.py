"""`rongxin up`: database, worker and web in the foreground (启动平台)."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress

from rongxin.base.common.errors import DomainError
from rongxin.doors.cli.outcome import Outcome

NAME = "up"
HELP = "在前台启动数据库、后台进程和网站；按 Ctrl+C 停止"
NEEDS_DATABASE = False
ROLE = "owner"
GRACE_SECONDS = 15


class StartFailed(DomainError):
    """A step before serving did not succeed."""

    code = "SYS-504"
    title = "启动步骤“{step}”没有成功"
    next_step = "请按上面的提示处理后重试；数据没有丢失。"


class ProcessEnded(DomainError):
    """The worker or the site ended by itself; the rest was stopped with it."""

    code = "SYS-506"
    title = "后台进程或网站意外结束，平台已停止"
    next_step = "请按上面的提示处理后重新运行 rongxin up；数据没有丢失。"


def add(parser: argparse.ArgumentParser) -> None:
    """Where the site listens."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, help="监听端口（默认 8000）")
    parser.add_argument("--web-workers", type=int, default=1, metavar="个", help="网站进程数（默认 1）")


def run(args: argparse.Namespace) -> Outcome:
    """Migrates, loads the catalogue, then watches both processes; if one ends, the other is stopped too."""
    serve(host=args.host, port=args.port, web_workers=args.web_workers)
    return Outcome({"stopped": True}, "平台已停止。")


def serve(*, host: str, port: int, web_workers: int = 1, ready: Callable[[], None] | None = None) -> None:
    """Run until SIGINT or SIGTERM; `ready` is called when the site answers."""
    from rongxin.config.postgres import address, server

    with nullcontext() if address.external() else server.in_use(keep=True):
        for step in (_rongxin("migrate"), _rongxin("catalogue", "load"), _django("collectstatic", "--no-input", "-v0")):
            if subprocess.run(step, stdout=subprocess.DEVNULL, env=_environment("owner")).returncode:
                raise StartFailed(step=" ".join(step[2:]))
        processes = [
            _start(_rongxin("worker"), "worker"),
            _start(_granian(host, port, web_workers), "web"),
        ]
        _watch(processes, f"http://{host}:{port}/", ready)


def _watch(processes: list[subprocess.Popen[bytes]], site: str, ready: Callable[[], None] | None) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        if not _await_site(site, processes):
            raise StartFailed(step="serve")
        print(f"平台已启动：{site}（Ctrl+C 停止）", file=sys.stderr, flush=True)
        if ready:
            ready()
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
        raise ProcessEnded()
    except KeyboardInterrupt:
        pass
    finally:
        _stop(processes)


def _await_site(site: str, processes: list[subprocess.Popen[bytes]]) -> bool:
    """True when the site answers; false when a process has ended or a minute has passed."""
    import httpx

    for _ in range(240):
        if any(process.poll() is not None for process in processes):
            return False
        try:
            httpx.get(site, timeout=2)
            return True
        except httpx.TransportError:
            time.sleep(0.25)
    return False


def _start(words: list[str], role: str) -> subprocess.Popen[bytes]:
    """A process that leads a group of its own, so that what it started ends with it."""
    return subprocess.Popen(words, env=_environment(role), start_new_session=True)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for process in processes:
        _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _rongxin(*words: str) -> list[str]:
    return [sys.executable, "-m", "rongxin.doors.cli", *words]


def _django(*words: str) -> list[str]:
    return [sys.executable, "-m", "django", *words]


def _granian(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "rongxin.config.wsgi:application",
    ]  # fmt: skip


def _environment(role: str) -> dict[str, str]:
    return {**os.environ, "RONGXIN_ROLE": role, "DJANGO_SETTINGS_MODULE": "rongxin.config.settings"}
