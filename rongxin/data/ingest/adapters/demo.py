"""A made-up delivery out of nothing, for tests and trying out (示例数据源)."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rongxin.base.common import codes
from rongxin.data.ingest.adapter import Fetched

WRITTEN_AT = datetime(2026, 11, 1, tzinfo=UTC)
_BODY = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class DemoSource:
    """Registrations of made-up enterprises under an unassigned division; the seed decides all (示例数据源)."""

    source: str = "yx-scjg"
    rows: int = 20
    seed: int = 1
    item: str = "registration"

    def fetch(self, since: datetime | None) -> Iterator[AbstractContextManager[Fetched]]:
        if since is None or since < WRITTEN_AT:
            yield self._delivery()

    @contextmanager
    def _delivery(self) -> Iterator[Fetched]:
        with tempfile.TemporaryDirectory(prefix="rongxin-demo-") as folder:
            path = Path(folder) / f"demo_{self.item}_{self.seed}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["企业名称", "统一社会信用代码", "注册日期", "注册资金"])
                writer.writerows(self._rows())
            yield Fetched(path, self.item, self.source, WRITTEN_AT)

    def _rows(self) -> Iterator[list[str]]:
        chance = random.Random(self.seed)
        for number in range(self.rows):
            body = "".join(chance.choice(_BODY) for _ in range(8))
            day = date(2000, 1, 1) + timedelta(days=chance.randrange(9000))
            code = codes.make_uscc("91", chance.choice(["990101", "990102", "990103"]), body)
            yield [
                f"云溪市示例{self.seed}-{number}商贸有限公司",
                code,
                day.isoformat(),
                f"{chance.randrange(10, 900)}万元",
            ]
