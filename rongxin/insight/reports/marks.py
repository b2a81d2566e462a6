"""The marks for what is there and what is not, always the same words (四种缺失标注)."""

from __future__ import annotations

from rongxin.insight.reports.blocks import GOOD, NONE, WARN, Cell
from rongxin.insight.reports.material import Answer

NO_RECORD = Cell("无记录", GOOD)
WITHHELD = Cell("未授权", NONE)
NOT_CONNECTED = Cell("本市尚未接入", NONE)
SOURCE_LATE = Cell("来源未及时答复", WARN)

MEANING = (
    "“无记录”：来源已接入，核对过，没有这类记录。",
    "“未授权”：来源可能有数据，企业没有同意在这份报告里提供。",
    "“本市尚未接入”：本市还没有接入这一来源，有没有记录不知道。",
    "“数据已过期 N 天”：最近一次取得的数据已经过了有效期 N 天，不再展示，需要重新取得。",
)
_MARKS = {
    "none_on_file": NO_RECORD,
    "withheld": WITHHELD,
    "not_connected": NOT_CONNECTED,
    "source_late": SOURCE_LATE,
}
_FETCHED_BY_LEAVE = "这一项要先有企业授权，平台才会向来源调取；目前没有调取过。"
_SENTENCE = {
    "none_on_file": "来源已接入，核对过，没有这类记录。",
    "withheld": "企业没有同意在这份报告里提供这一项；这不说明有问题。",
    "not_connected": "本市还没有接入这一来源，有没有记录不知道。",
    "out_of_date": "最近一次取得的数据已经过了有效期，不再展示；请重新出具报告，以取得新的数据。",
    "source_late": "向来源查询时没有在规定时间内得到答复，请稍后重新出具报告。",
}


def of(answer: Answer) -> Cell:
    """What stands beside an item: one of the four marks, or how many records were obtained (数据状态).

    A fifth word tells that the source did not answer in time; it is none of the four, and calling it one of them
    would be untrue.
    """
    state = str(answer.state)
    if state == "returned":
        return Cell(f"已获取 {max(answer.total, len(answer.records))} 条", GOOD)
    if state == "out_of_date":
        return Cell(f"数据已过期 {answer.days_old} 天", WARN)
    return _MARKS[state]


def sentence(answer: Answer, *, own: bool = False) -> str:
    """Why something is not there, in plain words; `own` when the subject itself reads."""
    state = str(answer.state)
    return _FETCHED_BY_LEAVE if own and state == "withheld" else _SENTENCE.get(state, "")
