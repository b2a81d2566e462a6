"""The demonstration from the first step to the last (演示过程)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from rongxin.base.evidence import audit
from rongxin.base.keys import signers
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Mode
from rongxin.doors.simulation.demo import cast, credit, delivery, fresh, market, table
from rongxin.doors.simulation.demo.cast import Cast
from rongxin.doors.simulation.demo.processes import Processes, free_port

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demonstration (演示规模)."""

    subjects: int = 2000
    years: int = 2
    seed: int = 1
    applicants: int = 30


@dataclass
class Story:
    """What happened, step by step (演示记录)."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    totals: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, name: str, label: str) -> Iterator[dict[str, Any]]:
        """Time one step; whatever is put into the yielded dict is kept with it."""
        say(f"▸ {label}")
        facts: dict[str, Any] = {}
        start = time.perf_counter()
        yield facts
        seconds = round(time.perf_counter() - start, 2)
        self.steps.append({"step": name, "label": label, "seconds": seconds, **facts})

    def finish(self) -> None:
        """The time of the whole."""
        self.totals["seconds"] = round(time.perf_counter() - self.began, 2)


def say(line: str) -> None:
    """Progress goes to stderr."""
    print(line, file=sys.stderr, flush=True)


def tell(size: Size, site: str, story: Story, then: Callable[[Story, Cast, Processes], None]) -> None:
    """Play all scenes; `then` is called while every process still runs (演示).

    The caller holds the database server. Every process started here has ended when this returns.
    """
    with fresh.alone(), Processes(settings.RONGXIN_HOME / "demo-logs") as processes:
        with story.step("prepare", "重建演示数据库、装载归集共享清单"):
            fresh.begin()
        processes.start("static", "django", "collectstatic", "--no-input", "-v0")
        banks = {code: f"http://{HOST}:{free_port()}" for code in cast.BANKS}
        with story.step("register", "登记平台、部门、银行和融资产品"):
            people = cast.assemble(banks)
        with story.step("simulate", f"生成 {size.subjects:,} 个虚构主体的报送文件") as facts:
            made = delivery.write(size.subjects, size.years, size.seed)
            facts |= {"files": len(made.files), "rows": made.rows, "faulty": len(made.truths)}
        with story.step("ingest", f"归集 {len(made.files)} 个文件") as facts:
            taken = delivery.take_in(made, lambda line: say(f"  {line}"))
            facts |= {"files": taken.files, "received": taken.total.received, "accepted": taken.total.accepted}
        story.totals |= {
            "subjects": size.subjects,
            "items": {item: counts.as_dict() for item, counts in taken.by_item.items()},
            "rows": taken.total.as_dict(),
        }
        with story.step("snapshot", "制作快照") as facts:
            snapshot = credit.snapshot()
            facts |= {"digest": snapshot.digest, "rows": sum(snapshot.items.values())}
        with story.step("evaluate", "全部主体信用评价") as facts:
            story.totals["evaluations"] = credit.evaluate_all(snapshot)
            facts["models"] = [one["model"] for one in story.totals["evaluations"]]
        with story.step("serve", "启动网站、后台、参考部门与参考银行"):
            _start_all(processes, site, banks)

        def again() -> None:
            story.totals["evaluations"] = credit.evaluate_all(credit.snapshot())

        with story.step("apply", f"{size.applicants} 家企业注册、授权、匹配、申请") as facts:
            applied = market.apply(people, made.city, size.applicants, again)
            facts |= {"fetched": applied.fetched, "unmatched": applied.unmatched}
        with story.step("decide", "银行经接口取得授权信息、审批、放款") as facts:
            funnel = market.await_decisions(applied.applied)
            facts["all_decided"] = market.decided(funnel, applied.applied)
        story.totals["funnel"] = {
            "registered": applied.registered, "consented": applied.consented, "applied": applied.applied,
            **{name: value for name, value in funnel.items() if name != "submitted"},
        }  # fmt: skip
        with story.step("verify", "封签并核验存证") as facts:
            market.seal_now()
            story.totals["evidence"] = audit.verify(verifier=signers.verify).as_dict()
            facts["ok"] = story.totals["evidence"]["ok"]
        story.finish()
        then(story, people, processes)


def _start_all(processes: Processes, site: str, banks: dict[str, str]) -> None:
    """Web, worker, a department for each provider with an interface, and the banks, all as real processes."""
    for code in _interface_providers():
        port = free_port()
        os.environ[f"RONGXIN_INTERFACE_{code.upper().replace('-', '_')}"] = f"http://{HOST}:{port}"
        processes.start(
            f"department-{code}", "rongxin.doors.cli", "reference-department", "--code", code, "--port", str(port)
        )
    processes.start("worker", "rongxin.doors.cli", "worker", "--seal-every", "5")
    for code, address in banks.items():
        processes.start(
            f"bank-{code}", "rongxin.doors.counterparts.bank", "--port", address.rsplit(":", 1)[1], "--platform",
            site.rstrip("/"), "--client-id", cast.client_id(code), "--key-file", str(cast.bank_key(code)), "--code", code,
        )  # fmt: skip
    processes.await_end("static")
    site_port = site.rsplit(":", 1)[1].strip("/")
    processes.start(
        "web", "granian", "--interface", "wsgi", "--host", HOST, "--port", site_port, "--workers", "1", "--blocking-threads",
        "4", "--no-ws", "--log-level", "warning", "rongxin.config.wsgi:application", role="web",
    )  # fmt: skip
    for code in _interface_providers():
        address = os.environ[f"RONGXIN_INTERFACE_{code.upper().replace('-', '_')}"]
        processes.await_answer(f"department-{code}", f"{address}/healthz")
    for code, address in banks.items():
        processes.await_answer(f"bank-{code}", f"{address}/healthz")
    market.keep_loans_open(banks)
    processes.await_answer("web", f"{site}.well-known/jwks.json")


def _interface_providers() -> list[str]:
    """Providers whose items a sharing list has called over an interface (接口提供单位)."""
    called = {
        line.item
        for edition in settings.PROFILE.editions
        for line in registry.edition(edition).items
        if line.mode is Mode.INTERFACE
    }
    return [one.code for one in settings.PROFILE.providers if called & set(one.items)]


def shown(story: Story) -> str:
    """The final table (结果表)."""
    return table.text(f"{settings.PROFILE.name} · 演示", story.totals, story.steps)
