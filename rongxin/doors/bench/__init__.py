"""How fast the platform is, measured beside the least that the same task could cost (性能测量).

`ground` is an installation of its own with a made-up city; each other module measures one thing and gives a `Result`
with its floor from the same run. Nothing of the user's installation is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rongxin.doors.bench import disclosing, evaluating, ingesting, one_subject, reporting
from rongxin.doors.bench.ground import Ground
from rongxin.doors.bench.measure import Result

BENCHES: Mapping[str, Callable[[Ground, int], Result]] = {
    "evaluate-one": one_subject.run,
    "report-pdf": reporting.run,
    "evaluate": evaluating.run,
    "disclose": disclosing.run,
    "ingest": ingesting.run,
}
"""In the order in which `all` runs them: those on the made-up city first."""
