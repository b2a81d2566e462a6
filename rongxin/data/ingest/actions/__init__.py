"""What happens to a delivery: received, checked, switched in or refused (归集动作)."""

from rongxin.data.ingest.actions.process import process, recover
from rongxin.data.ingest.actions.receive import receive
from rongxin.data.ingest.actions.whole import ingest

__all__ = ["ingest", "process", "receive", "recover"]
