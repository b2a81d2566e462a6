"""What happens to loan applications: submitted, answered, sent on (融资申请动作)."""

from rongxin.finance.applications.actions.answer import Answer, apply_event, record_event_refusal
from rongxin.finance.applications.actions.deliver import deliver_outbox, resend
from rongxin.finance.applications.actions.renew import renew_clocks
from rongxin.finance.applications.actions.submit import submit

__all__ = ["Answer", "apply_event", "deliver_outbox", "record_event_refusal", "renew_clocks", "resend", "submit"]
