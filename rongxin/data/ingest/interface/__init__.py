"""Asking a provider about one enterprise, under its consent, before anything is shown (接口调用).

`protocol` is what goes over the wire and when an answer is believed; `client` carries it; `fetch` asks and
stores as the worker; `waiting` is how a page or an API has it done in time.
"""

from rongxin.data.ingest.interface.fetch import InterfaceOutcome, fetch_many, fetch_under_consent
from rongxin.data.ingest.interface.protocol import AnswerState
from rongxin.data.ingest.interface.waiting import refresh

__all__ = ["AnswerState", "InterfaceOutcome", "fetch_many", "fetch_under_consent", "refresh"]
