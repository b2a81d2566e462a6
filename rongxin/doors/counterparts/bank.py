"""A bank's side of the connection, whole, in one file (参考银行).

This is the example for bank developers. It uses nothing of the platform, only Python's own HTTP server, `httpx` to call
and `joserfc` to sign. Read it from top to bottom; the order is the order of a real connection:

1. `Key`        the bank's P-256 key. Its public half is registered with the platform; the private half stays here.
2. `Platform`   the calls to the platform: sign in (RFC 7523 private_key_jwt), read an application, ask for
                information under the enterprise's consent, report back with signed events.
3. `decide`     the published credit policy of this made-up bank. A pure function: facts in, decision out.
4. `Bank`       what happens to one application: accept, look, decide, pay out, settle. Sending an event again is
                always safe, because each event has an id of its own that is kept until the platform has taken it.
5. `Handler`    the bank's own address: POST /events takes the platform's signed events, stores, answers 202 and
                works afterwards. GET /_log shows what happened, POST /_mode changes the character, GET /healthz
                says that it lives.

The published policy: established at least one year; no more than two penalties that are still shown; tax grade not D;
the latest social insurance month not in arrears; at most 30 % of the last twelve months' invoiced sales when invoices
are shown, otherwise at most one million yuan; 4.35 % a year, 3.95 % with tax grade A. What was not shown decides
nothing.

Characters, for trying out how a platform bears them: `normal`; `duplicates` sends every event twice; `settle_first`
reports settlement before disbursement and, refused, puts it right; `refuse` says no to everybody; `slow` waits between
the steps; `silent` takes events and never answers.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

CHARACTERS = ("normal", "duplicates", "settle_first", "refuse", "slow", "silent")
SHANGHAI = ZoneInfo("Asia/Shanghai")
ATTEMPTS = 6
LONGEST_BODY = 64 * 1024


# 1. The bank's key ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """The bank's signing key (银行签名密钥)."""

    private: ECKey
    kid: str

    @classmethod
    def open(cls, path: Path) -> Key:
        """The key in a PEM file; a new one is made when there is no file."""
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(ECKey.generate_key("P-256").as_pem(private=True))
        key = ECKey.import_key(path.read_bytes())
        return cls(key, key.thumbprint())

    def public_jwks(self) -> dict[str, Any]:
        """What is registered with the platform."""
        return {"keys": [{**self.private.as_dict(private=False), "kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def sign(self, payload: dict[str, Any], kind: str) -> str:
        """A compact JWS."""
        header = {"alg": "ES256", "kid": self.kid, "typ": kind}
        return jws.serialize_compact(header, json.dumps(payload, ensure_ascii=False), self.private, ["ES256"])


# 2. Calls to the platform -----------------------------------------------------------------------------------------


class Refused(Exception):
    """The platform said no; `body` has its code, title and next step."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status, self.body = status, body
        super().__init__(f"{status} {body.get('code')} {body.get('title')}")


class Platform:
    """Everything this bank asks of the platform (平台接口)."""

    def __init__(self, base: str, client_id: str, key: Key) -> None:
        self._base, self._client_id, self._key = base.rstrip("/"), client_id, key
        self._http = httpx.Client(timeout=20.0, trust_env=False)
        self._token, self._token_until = "", 0.0
        self._keys: KeySet | None = None
        self._lock = threading.Lock()

    def application(self, application_id: str) -> dict[str, Any]:
        """One application that was sent to this bank."""
        return self._call("GET", f"/api/v1/loan-applications/{application_id}")

    def changes(self, cursor: str) -> dict[str, Any]:
        """Applications that have changed since the cursor: for a bank that cannot receive events."""
        return self._call("GET", f"/api/v1/loan-applications?cursor={cursor}")

    def disclosure(self, application_id: str, items: list[str]) -> dict[str, Any]:
        """Information on the applicant, as far as it allows: per item exactly one state."""
        question = {
            "application_id": application_id,
            "items": items,
            "purpose": "pre_loan",
            "end_user": {"name": "审贷系统", "branch": "总行营业部"},
        }
        return self._call("POST", "/api/v1/disclosures", json=question)

    def report(self, application_id: str, event_id: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Send one signed event; the same id may be sent as often as needed."""
        event = {
            "specversion": "1.0",
            "id": event_id,
            "source": self._client_id,
            "type": f"loan-application.{kind}",
            "subject": application_id,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "datacontenttype": "application/json",
            "data": data,
        }
        body = self._key.sign(event, "loan-event+jws")
        headers = {"Content-Type": "application/jose"}
        return self._call("POST", f"/api/v1/loan-applications/{application_id}/events", content=body, headers=headers)

    def verify(self, body: str) -> dict[str, Any]:
        """The event inside the platform's signed message; raises ValueError when the signature does not hold."""
        for fresh in (False, True):  # the platform may have changed its key since we last looked
            try:
                found = jws.deserialize_compact(body, self._platform_keys(fresh), algorithms=["ES256"])
            except (JoseError, ValueError) as problem:
                if fresh:
                    raise ValueError(str(problem)) from None
                continue
            event = json.loads(found.payload)
            if not isinstance(event, dict):
                raise ValueError("not an event")
            return event
        raise ValueError("not verified")

    def _platform_keys(self, fresh: bool) -> KeySet:
        if self._keys is None or fresh:
            answer = self._http.get(f"{self._base}/.well-known/jwks.json")
            answer.raise_for_status()
            self._keys = KeySet.import_key_set(answer.json())
        return self._keys

    def _bearer(self) -> str:
        """An access token, fetched anew shortly before the old one runs out."""
        with self._lock:
            if time.time() < self._token_until - 30:
                return self._token
            now = int(time.time())
            claims = {
                "iss": self._client_id,
                "sub": self._client_id,
                "aud": f"{self._base}/api/v1/token",
                "iat": now,
                "exp": now + 120,
                "jti": str(uuid.uuid4()),  # to be used once
            }
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key.private),
            }
            answer = self._http.post(f"{self._base}/api/v1/token", data=form)
            body = _json(answer)
            if answer.status_code != 200:
                raise Refused(answer.status_code, body)
            self._token, self._token_until = body["access_token"], now + body["expires_in"]
            return self._token

    def _call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """One call; what may pass (no answer, 5xx) is tried again with growing pauses, a refusal is not."""
        pause = 0.5
        for attempt in range(1, ATTEMPTS + 1):
            try:
                allowed = {"Authorization": f"Bearer {self._bearer()}", **(headers or {})}
                answer = self._http.request(method, self._base + path, headers=allowed, **more)
            except httpx.HTTPError:
                if attempt == ATTEMPTS:
                    raise
            else:
                if answer.status_code == 401 and attempt == 1:
                    self._token_until = 0.0  # the token may have been withdrawn: sign in once more
                    continue
                if answer.status_code < 500:
                    if answer.is_success:
                        return _json(answer)
                    raise Refused(answer.status_code, _json(answer))
                if attempt == ATTEMPTS:
                    raise Refused(answer.status_code, _json(answer))
            time.sleep(pause)
            pause *= 2
        raise AssertionError("not reached")


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(answer.content, parse_float=Decimal)
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"code": "-", "title": answer.text[:200]}


# 3. The credit policy ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """Yes with amount and rate, or no with a reason and words the enterprise can act on (授信决定)."""

    approved: bool
    amount_yuan: Decimal = Decimal(0)
    annual_rate: Decimal = Decimal("0.0435")
    reason: str = ""
    sentence: str = ""


def decide(asked_yuan: Decimal, items: dict[str, dict[str, Any]], today: date) -> Decision:
    """The published policy, see the top of this file."""
    for record in _records(items, "registration")[:1]:
        began = record.get("established_on")
        if began and date.fromisoformat(began) > today - timedelta(days=365):
            return Decision(False, reason="qualification", sentence="成立未满一年，满一年后可以再次申请。")
    if len(_records(items, "admin_penalty")) > 2:
        return Decision(False, reason="credit", sentence="公示期内的行政处罚超过两条，请完成信用修复后再申请。")
    grades = sorted(
        (record["year"], record["grade"]) for record in _records(items, "tax_credit") if record.get("grade")
    )
    if grades and grades[-1][1] == "D":
        return Decision(False, reason="credit", sentence="最近年度纳税信用级别为 D，请到税务机关申请修复后再申请。")
    months = sorted(_records(items, "social_insurance"), key=lambda record: record["period_on"])
    if months and Decimal(str(months[-1].get("arrears_yuan") or 0)) > 0:
        return Decision(False, reason="debt", sentence="最近一期社会保险费有欠缴，请补缴后再申请。")
    limit = _limit(items, today)
    amount = min(asked_yuan, limit)
    if amount < 10_000:
        return Decision(
            False, reason="debt", sentence="按近 12 个月开票测算的可贷额度不足 1 万元，销售恢复后可再申请。"
        )
    rate = Decimal("0.0395") if grades and grades[-1][1] == "A" else Decimal("0.0435")
    return Decision(True, amount, rate)


def _limit(items: dict[str, dict[str, Any]], today: date) -> Decimal:
    """30 % of the last twelve months' sales when invoices are shown; a million when they are not."""
    answer = items.get("vat_invoice", {})
    if answer.get("state") != "returned" or answer.get("total", 0) > len(answer.get("records", [])):
        return Decimal(1_000_000)  # not shown, or only the newest part: no sum can be made of it
    since = (today - timedelta(days=365)).isoformat()
    sales = [
        Decimal(str(record["amount_yuan"]))
        for record in answer["records"]
        if record["direction"] == "output" and record["status"] == "valid" and record["issued_on"] >= since
    ]
    return (sum(sales, Decimal(0)) * Decimal("0.3")).quantize(Decimal("0.01"))


def _records(items: dict[str, dict[str, Any]], item: str) -> list[dict[str, Any]]:
    """Records of an item that was shown; an item in any other state tells nothing, so it decides nothing."""
    answer = items.get(item, {})
    return answer.get("records", []) if answer.get("state") == "returned" else []


# 4. The life of an application ------------------------------------------------------------------------------------


@dataclass
class Bank:
    """The bank's work on its applications (办理)."""

    platform: Platform
    character: str = "normal"
    pause_seconds: float = 5.0
    settle: bool = True
    log: list[dict[str, Any]] = field(default_factory=list)
    waiting: queue.Queue[str] = field(default_factory=queue.Queue)
    seen: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, event: dict[str, Any]) -> None:
        """Store an event of the platform; the same event again is known and costs nothing."""
        self.note("received", event_id=event["id"], type=event["type"], application_id=event["subject"])
        if event["type"] == "loan-application.submitted":
            self.start(event["subject"])

    def start(self, application_id: str) -> None:
        """Put an application in the tray once, whether it came by event or by the feed."""
        with self.lock:
            if application_id in self.seen:
                return
            self.seen.add(application_id)
        self.waiting.put(application_id)

    def work(self) -> None:
        """Deal with what is in the tray, for ever."""
        while True:
            application_id = self.waiting.get()
            try:
                self.handle(application_id)
            except (Refused, httpx.HTTPError, KeyError, ValueError) as problem:
                self.note("stopped", application_id=application_id, problem=str(problem)[:300])

    def poll(self, seconds: float) -> None:
        """Read the feed now and then, so that nothing is lost when events did not come through."""
        cursor = ""
        while True:
            try:
                page = self.platform.changes(cursor)
                cursor = page["cursor"]
                for application in page["loan_applications"]:
                    if application["status"] == "submitted":
                        self.start(application["id"])
                if page["more"]:
                    continue
            except (Refused, httpx.HTTPError, KeyError) as problem:
                self.note("feed", problem=str(problem)[:300])
            time.sleep(seconds)

    def handle(self, application_id: str) -> None:
        """From acceptance to settlement."""
        if self.character == "silent":
            return
        application = self.platform.application(application_id)
        self.send(application_id, "accepted", {"handler": "营业部受理岗", "branch": "总行营业部"})
        decision = self.consider(application)
        if not decision.approved:
            self.send(application_id, "refused", {"reason": decision.reason, "sentence": decision.sentence})
            return
        today = datetime.now(SHANGHAI).date()
        amount, rate = str(decision.amount_yuan), str(decision.annual_rate)
        approval = {
            "amount_yuan": amount,
            "annual_rate": rate,
            "valid_until": (today + timedelta(days=180)).isoformat(),
            "credit_no": f"SX-{application['number']}",
        }
        self.send(application_id, "approved", approval)
        loan = {
            "note_no": f"JJ-{application['number']}-1",
            "amount_yuan": amount,
            "disbursed_on": today.isoformat(),
            "due_on": (today + timedelta(days=30 * application["term_months"])).isoformat(),
            "annual_rate": rate,
            "first_loan": False,
            "credit_loan": True,
        }
        settlement = {"settled_on": today.isoformat()}
        settlement_id = str(uuid.uuid4())
        if self.character == "settle_first":
            self.send(application_id, "settled", settlement, settlement_id)  # refused: nothing has been paid out yet
        self.send(application_id, "disbursed", loan)
        if self.settle or self.character == "settle_first":
            self.send(application_id, "settled", settlement, settlement_id)

    def consider(self, application: dict[str, Any]) -> Decision:
        """Ask for what the enterprise allowed, then decide."""
        if self.character == "refuse":
            return Decision(False, reason="industry", sentence="本行近期暂停该行业新增贷款，可向其他机构申请。")
        shown = self.platform.disclosure(application["id"], application["consent"]["items"])
        states = {item: answer["state"] for item, answer in shown["items"].items()}
        self.note("looked", application_id=application["id"], disclosure_id=shown["disclosure_id"], states=states)
        return decide(Decimal(str(application["amount_yuan"])), shown["items"], datetime.now(SHANGHAI).date())

    def send(self, application_id: str, kind: str, data: dict[str, Any], event_id: str = "") -> None:
        """Report one step. A refusal is noted and not repeated: only a changed situation can mend it."""
        if self.character == "slow":
            time.sleep(self.pause_seconds)
        event_id = event_id or str(uuid.uuid4())
        for _ in range(2 if self.character == "duplicates" else 1):
            try:
                answer = self.platform.report(application_id, event_id, kind, data)
                self.note("sent", application_id=application_id, event_id=event_id, kind=kind, status=answer["status"])
            except Refused as refusal:
                code = refusal.body.get("code")
                self.note("refused", application_id=application_id, event_id=event_id, kind=kind, code=code)

    def note(self, what: str, **facts: Any) -> None:
        """One line of the log: identifiers and states, no contents."""
        with self.lock:
            self.log.append({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "what": what, **facts})


# 5. The bank's own address ----------------------------------------------------------------------------------------


def handler_for(bank: Bank, code: str) -> type[BaseHTTPRequestHandler]:
    """The HTTP handler of one bank; `code` is its code on the platform."""

    class Handler(BaseHTTPRequestHandler):
        """POST /events, POST /_mode, GET /_log, GET /healthz."""

        def do_GET(self) -> None:
            if self.path == "/healthz":
                self._answer(200, {"ok": True, "character": bank.character})
            elif self.path == "/_log":
                with bank.lock:
                    self._answer(200, {"log": list(bank.log)})
            else:
                self._answer(404, {"error": "unknown address"})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > LONGEST_BODY:
                self._answer(413, {"error": "too long"})
                return
            body = self.rfile.read(length)
            if self.path == "/events":
                self._event(body)
            elif self.path == "/_mode":
                self._mode(body)
            else:
                self._answer(404, {"error": "unknown address"})

        def _event(self, body: bytes) -> None:
            """Verify, store, answer; the work comes afterwards, so the platform never waits for it."""
            try:
                event = bank.platform.verify(body.decode("ascii"))
            except (ValueError, httpx.HTTPError) as problem:
                bank.note("unverified", problem=str(problem)[:200])
                self._answer(400, {"error": "signature"})
                return
            if code and event.get("audience") != code:
                bank.note("misdirected", event_id=event.get("id"))
                self._answer(400, {"error": "audience"})
                return
            bank.take(event)
            self._answer(202, {"stored": event["id"]})

        def _mode(self, body: bytes) -> None:
            try:
                wanted = json.loads(body)
                character = wanted.get("character", bank.character)
            except (ValueError, AttributeError):
                character = ""
            if character not in CHARACTERS:
                self._answer(400, {"error": "unknown character", "known": CHARACTERS})
                return
            bank.character = character
            bank.pause_seconds = float(wanted.get("pause_seconds", bank.pause_seconds))
            bank.settle = bool(wanted.get("settle", bank.settle))
            self._answer(200, {"character": character, "pause_seconds": bank.pause_seconds, "settle": bank.settle})

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the console; GET /_log has it."""

    return Handler


def serve(
    *, port: int, platform: str, client_id: str, key_file: Path, code: str = "", poll_seconds: float = 0.0
) -> None:
    """Run the bank until it is interrupted (运行参考银行)."""
    bank = Bank(Platform(platform, client_id, Key.open(key_file)))
    threading.Thread(target=bank.work, daemon=True).start()
    if poll_seconds > 0:
        threading.Thread(target=bank.poll, args=(poll_seconds,), daemon=True).start()
    server = ThreadingHTTPServer(("127.0.0.1", port), handler_for(bank, code))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def options(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--port", type=int, default=8702, help="监听端口")
    parser.add_argument("--platform", default="http://127.0.0.1:8000", help="平台网址")
    parser.add_argument("--client-id", default="", help="在平台登记的 client_id")
    parser.add_argument("--key-file", type=Path, required=True, help="银行签名私钥（PEM）；不存在时新建")
    parser.add_argument("--code", default="", help="本机构在平台的代码，用于核对事件的接收方")
    parser.add_argument("--poll", type=float, default=0.0, help="每隔多少秒读取一次申请变动流水；0 为不读取")
    parser.add_argument("--show-jwks", action="store_true", help="只打印公钥集，供在平台登记")


def main() -> None:
    """`python -m rongxin.doors.counterparts.bank`: as `rongxin reference-bank`, without the platform's code."""
    parser = argparse.ArgumentParser(description="参考银行")
    options(parser)
    args = parser.parse_args()
    if args.show_jwks:
        print(json.dumps(Key.open(args.key_file).public_jwks(), indent=2))
        return
    serve(
        port=args.port,
        platform=args.platform,
        client_id=args.client_id,
        key_file=args.key_file,
        code=args.code,
        poll_seconds=args.poll,
    )


if __name__ == "__main__":
    main()
