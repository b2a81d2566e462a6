"""The real processes around the platform, each ended with the demonstration (演示进程)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import httpx

from rongxin.base.common.errors import DomainError

GRACE_SECONDS = 12
READY_SECONDS = 40


class ProcessDied(DomainError):
    """A process of the demonstration did not come up or ended (演示进程退出)."""

    code = "SYS-512"
    title = "演示进程“{name}”没有就绪"
    next_step = "请查看 {log} 的最后几行。"


@dataclass
class Processes:
    """Processes by name, with their logs in one folder; all end when the block ends (进程组)."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Processes:
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str, *words: str, role: str = "worker") -> None:
        """Start a Python module in a group of its own, so that what it starts ends with it (启动进程)."""
        with self.log_of(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *words],
                env={**os.environ, "RONGXIN_ROLE": role, "DJANGO_SETTINGS_MODULE": "rongxin.config.settings"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log_of(self, name: str) -> Path:
        """The log of one process."""
        return self.logs / f"{name}.log"

    def await_answer(self, name: str, url: str) -> None:
        """Wait until an address answers (等待就绪).

        Raises:
            ProcessDied: the process ended, or nothing came in time.
        """
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and self.running[name].poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(url, timeout=5, trust_env=False).status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    return
            time.sleep(0.1)
        raise ProcessDied(name=name, log=self.log_of(name))

    def await_end(self, name: str) -> None:
        """Wait until a process has done its work (等待结束).

        Raises:
            ProcessDied: it failed.
        """
        if self.running.pop(name).wait():
            raise ProcessDied(name=name, log=self.log_of(name))

    def watch(self) -> None:
        """Return when one of them has ended by itself (看护)."""
        while all(one.poll() is None for one in self.running.values()):
            time.sleep(0.3)

    def stop(self) -> None:
        """End them all, gently first (全部停止)."""
        for one in self.running.values():
            _signal(one, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for one in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                one.wait(max(0.1, until - time.monotonic()))
        for one in self.running.values():
            _signal(one, signal.SIGKILL)
            one.wait()
        self.running.clear()


def free_port(wanted: int = 0) -> int:
    """The wanted port when nobody has it, else one that is free (空闲端口)."""
    for port in (wanted, 0) if wanted else (0,):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
