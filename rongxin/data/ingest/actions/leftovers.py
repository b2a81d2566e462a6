"""What a killed process leaves on disk, cleared away once it is surely dead (清理遗留文件)."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

from rongxin.base.common import clock
from rongxin.data.ingest.models import Delivery

SURELY_DEAD_SECONDS = 24 * 3600


def sweep(home: Path) -> int:
    """Remove half-kept files, kept files that no delivery knows, and staging folders, all a day old (清理遗留文件).

    Everything among it is ciphertext: nothing is lost that anybody was told was received.
    """
    before = clock.now().timestamp() - SURELY_DEAD_SECONDS
    old = [path for path in (home / "deliveries").glob("*/*") if path.stat().st_mtime < before]
    kept = [path for path in old if path.suffix == ".rxd"]
    known = set(Delivery.objects.filter(pk__in=[UUID(path.stem) for path in kept]).values_list("pk", flat=True))
    gone = [path for path in old if path.suffix != ".rxd" or UUID(path.stem) not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    folders = [path for path in (home / "staging").glob("*") if path.stat().st_mtime < before]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone) + len(folders)
