"""What ingest makes of the city's files is what the truth file foretells, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.base.parties import actions as parties
from rongxin.base.parties.models import Party
from rongxin.base.parties.rules import PartyKind
from rongxin.data.ingest import actions as ingest
from rongxin.data.ingest.actions.whole import BatchResult
from rongxin.data.ingest.models import QueuedRow, Rejection
from rongxin.doors.simulation import simulate
from rongxin.doors.simulation.faults import Ending

SYSTEM = actor.system("tests", "cli")
FAULTS = 0.02


@pytest.mark.usefixtures("database")
def test_each_faulty_row_ends_as_foretold_and_every_sound_row_is_taken(tmp_path: Path) -> None:
    _register_providers()
    made = simulate.simulate(
        subjects=250,
        years=2,
        seed=11,
        out=tmp_path,
        on=clock.today(),
        senders=simulate.sources(settings.PROFILE),
        fault_rate=FAULTS,
    )
    foretold: dict[str, dict[Ending, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in made.truths:
        foretold[one.file][one.expected].add(one.line)
    for sent in made.files:
        result = ingest.ingest(by=SYSTEM, path=sent.path, item=sent.item, source=sent.source)
        assert result.ok, (sent.path.name, result.refusal)
        _compare(result, sent.rows, foretold[sent.path.name])


def _register_providers() -> None:
    for one in settings.PROFILE.providers:
        if not Party.objects.filter(code=one.code).exists():
            parties.register_party(by=SYSTEM, kind=PartyKind.DEPARTMENT, code=one.code, name=one.name)


def _compare(result: BatchResult, rows: int, foretold: dict[Ending, set[int]]) -> None:
    file, counts = result.file, result.counts
    assert counts.add_up, file
    assert counts.received == rows, file
    quarantined = set(Rejection.objects.filter(batch=result.batch).values_list("row_no", flat=True))
    queued = set(QueuedRow.objects.filter(batch=result.batch).values_list("row_no", flat=True))
    assert quarantined == foretold[Ending.QUARANTINED], (file, _sentences(result))
    assert queued == foretold[Ending.QUEUED], file
    assert counts.duplicates == len(foretold[Ending.DUPLICATE]), file
    assert counts.warnings >= len(foretold[Ending.WARNING]), file
    assert counts.accepted == rows - len(quarantined) - len(queued) - counts.duplicates, file


def _sentences(result: BatchResult) -> dict[tuple[str, ...], int]:
    return dict(
        Counter(tuple(one) for one in Rejection.objects.filter(batch=result.batch).values_list("check_ids", flat=True))
    )
