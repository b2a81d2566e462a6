"""A department's interface in one file: how to answer the platform's calls (参考部门接口).

This is an example for the developers of a real department. It imports nothing of the platform; the standard
library and `joserfc` are enough. Replace `answer_for` with a query on your own system and it is done.

What the platform does
    POST /query, content type application/jose. The body is one compact JWS (ES256), signed by the platform:
        header   alg ES256, kid the platform's key, typ rongxin-request+jwt
        payload  iss   the platform (its node code)
                 aud   the code of your department
                 jti   a nonce; your answer repeats it
                 iat, exp   seconds since 1970; the request is good for one minute
                 item       which item of the sharing list, e.g. water_fee
                 subject    the code of the enterprise (USCC, or an issued id)
                 name       its name, for interfaces that look up by name; a real one checks it against its own
                 consent    the id of the enterprise's consent under which the platform asks

What you answer
    200, content type application/jose. The body is one compact JWS (ES256), signed by you:
        header   alg ES256, kid your key, typ rongxin-answer+jwt
        payload  iss your code · aud the platform · nonce the jti of the request · iat
                 item, subject   as asked
                 state   "returned" or "none_on_file"; silence is never "none"
                 as_of   the day that the facts speak of (YYYY-MM-DD)
                 records a list of objects, keyed by the column names of the item; empty when none on file
    A request that you do not trust gets 401, one that you do not understand 400, an item that is not yours 404.
    The body of those is {"error": "…", "message": "…"} in JSON, unsigned; the platform stores nothing of it.

Keys
    Yours is made at the first start in --key-file and stays with you. Its public half is written as a JWK set to
    --keys-dir/<code>.json: give that file to the platform's operator, who pins it. The platform's public keys come
    from --platform-jwks, a file or an address. A new key of the platform is fetched when an unknown kid comes.

Also here: GET /healthz says that the process lives; GET /.well-known/jwks.json is your public key.

What is only here to try the platform out
    POST /_mode with {"mode": "slow"} changes how the process behaves at run time:
        normal   answers at once
        slow     answers after --delay seconds
        wrong    answers with a signature by a key that nobody has pinned
        silent   takes the request and never answers
    The subjects are made up, and so are the answers: each follows from the code alone, so that two starts agree.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

SHANGHAI = timezone(timedelta(hours=8))
ALGORITHM = "ES256"
REQUEST_TYPE = "rongxin-request+jwt"
ANSWER_TYPE = "rongxin-answer+jwt"
MODES = ("normal", "slow", "wrong", "silent")
BODY_LIMIT = 64 * 1024
CLOCK_SKEW_SECONDS = 60
NEEDED = ("jti", "item", "subject", "consent")
SILENCE_SECONDS = 120


class Refusal(Exception):
    """A request that is not answered, with the HTTP status and a word for it."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.message = status, error, message


# --- what the department knows: replace this part ------------------------------------------------------------


def answer_for(item: str, subject: str, name: str, today: date) -> list[dict[str, Any]] | None:
    """The records of a subject, empty for none on file; None when the item is not ours (查询)."""
    maker = ITEMS.get(item)
    if maker is None:
        return None
    seed = hashlib.sha256(f"{item}|{subject}".encode()).digest()
    chance = random.Random(seed)
    return [] if chance.random() < 0.05 else [maker(chance, subject, name, today)]


def _fee(chance: random.Random, subject: str, name: str, today: date, price: float, typical: float) -> dict[str, Any]:
    six = typical * chance.lognormvariate(0, 0.8)
    three = six * chance.uniform(0.7, 1.25)
    month = today.replace(day=1)
    bills = []
    for _ in range(6):
        month = (month - timedelta(days=1)).replace(day=1)
        bills.append(f"{month:%Y-%m} {six * chance.uniform(0.8, 1.2) * price:.2f}元")
    return {
        "enterprise_name": name,
        "uscc": subject,
        "account": f"{chance.randrange(10**9):010d}",
        "payment_details": "；".join(reversed(bills)),
        "usage_avg_3m": f"{three:.2f}",
        "usage_avg_6m": f"{six:.2f}",
        "in_arrears": chance.random() < 0.06,
    }


def _water(chance: random.Random, subject: str, name: str, today: date) -> dict[str, Any]:
    return _fee(chance, subject, name, today, price=4.2, typical=180)


def _gas(chance: random.Random, subject: str, name: str, today: date) -> dict[str, Any]:
    return _fee(chance, subject, name, today, price=3.6, typical=420)


def _technology(chance: random.Random, subject: str, name: str, today: date) -> dict[str, Any]:
    supports = ["市级工程技术研究中心", "研发费用后补助", "参与行业标准制定", "高层次人才认定"]
    return {
        "enterprise_name": name,
        "uscc": subject,
        "is_high_tech": chance.random() < 0.15,
        "support": "；".join(chance.sample(supports, chance.randrange(3))),
    }


def _farming(chance: random.Random, subject: str, name: str, today: date) -> dict[str, Any]:
    return {
        "entity_name": name,
        "category": chance.choice(["家庭农场", "农民合作社"]),
        "responsible_person": "示例负责人",
        "location": chance.choice(["青石县示例镇", "东岭区示例镇"]),
        "business": chance.choice(["粮食种植", "果蔬种植", "畜禽养殖"]),
        "land_rights": f"流转耕地 {chance.randrange(20, 800)} 亩",
        "housing_rights": "",
    }


ITEMS: dict[str, Callable[[random.Random, str, str, date], dict[str, Any]]] = {
    "water_fee": _water,
    "gas_fee": _gas,
    "sci_tech": _technology,
    "new_agri": _farming,
}


# --- keys ----------------------------------------------------------------------------------------------------


def own_key(path: Path) -> ECKey:
    """The department's private key, made at the first start (本部门私钥)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = ECKey.generate_key("P-256", private=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made.as_dict(private=True), file)
    return ECKey.import_key(json.loads(path.read_text()))


def public_set(key: ECKey) -> dict[str, Any]:
    """The public half as a JWK set (公钥集)."""
    return {"keys": [{**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}]}


@dataclass
class PlatformKeys:
    """The platform's public keys, read again when an unknown one signs (平台公钥)."""

    where: str
    _known: dict[str, Any] = field(default_factory=dict)
    _read_at: float = 0.0

    def key(self, kid: str) -> Any:
        """The key of this id.

        Raises:
            Refusal: nobody gave us such a key.
        """
        if kid not in self._known and time.monotonic() - self._read_at > 1:
            self._read_at = time.monotonic()
            self._known = {one.kid or "": one for one in KeySet.import_key_set(self._read()).keys}
        if kid not in self._known:
            raise Refusal(401, "key_unknown", "签名密钥不是平台公布的密钥")
        return self._known[kid]

    def _read(self) -> Any:
        if self.where.startswith(("http://", "https://")):
            with urllib.request.urlopen(self.where, timeout=5) as answer:
                return json.load(answer)
        return json.loads(Path(self.where).read_text())


# --- the protocol --------------------------------------------------------------------------------------------


@dataclass
class Department:
    """All that the process knows (部门)."""

    code: str
    key: ECKey
    platform: PlatformKeys
    mode: str = "normal"
    delay: float = 10.0
    stranger: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", private=True))

    def request(self, body: bytes) -> dict[str, Any]:
        """The payload of a request that the platform signed for us just now (验证请求).

        Raises:
            Refusal: malformed, signed by another, for another department, or too old.
        """
        try:
            kid = jws.extract_compact(body).protected.get("kid", "")
            found = jws.deserialize_compact(body, self.platform.key(str(kid)), algorithms=[ALGORITHM])
            wanted: dict[str, Any] = json.loads(found.payload)
        except (JoseError, ValueError) as error:
            raise Refusal(401, "signature_wrong", "请求签名无法通过验证") from error
        now = time.time()
        if found.protected.get("typ") != REQUEST_TYPE or wanted.get("aud") != self.code:
            raise Refusal(401, "not_for_us", "请求不是发给本部门的")
        if not _number(wanted, "iat") - CLOCK_SKEW_SECONDS <= now <= _number(wanted, "exp") + CLOCK_SKEW_SECONDS:
            raise Refusal(401, "too_old", "请求已过期，请检查双方时钟")
        if not all(isinstance(wanted.get(name), str) and wanted[name] for name in NEEDED):
            raise Refusal(400, "incomplete", "请求缺少 jti、item、subject 或 consent")
        return wanted

    def answer(self, wanted: dict[str, Any]) -> str:
        """A signed answer (签名答复)."""
        today = datetime.now(SHANGHAI).date()
        records = answer_for(wanted["item"], wanted["subject"], str(wanted.get("name") or ""), today)
        if records is None:
            raise Refusal(404, "item_not_ours", "本部门不提供该信息项")
        payload = {
            "iss": self.code,
            "aud": wanted.get("iss"),
            "nonce": wanted["jti"],
            "iat": int(time.time()),
            "item": wanted["item"],
            "subject": wanted["subject"],
            "state": "returned" if records else "none_on_file",
            "as_of": today.isoformat(),
            "records": records,
        }
        header = {"alg": ALGORITHM, "kid": self.key.thumbprint(), "typ": ANSWER_TYPE}
        key = self.stranger if self.mode == "wrong" else self.key
        return jws.serialize_compact(header, json.dumps(payload, ensure_ascii=False), key, algorithms=[ALGORITHM])


def _number(payload: dict[str, Any], name: str) -> float:
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal(400, "incomplete", f"请求缺少 {name}")
    return float(value)


class Handler(BaseHTTPRequestHandler):
    """HTTP on top of it; one thread per call (接口)."""

    department: Department
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Is it alive, and what is its public key."""
        if self.path == "/healthz":
            self._send(200, {"ok": True, "department": self.department.code, "mode": self.department.mode})
        elif self.path == "/.well-known/jwks.json":
            self._send(200, public_set(self.department.key))
        else:
            self._send(404, {"error": "not_found", "message": "没有这个地址"})

    def do_POST(self) -> None:
        """A query of the platform, or a change of mode."""
        try:
            body = self._body()
            if self.path == "/query":
                self._query(body)
            elif self.path == "/_mode":
                self._change_mode(body)
            else:
                raise Refusal(404, "not_found", "没有这个地址")
        except Refusal as refusal:
            self._send(refusal.status, {"error": refusal.error, "message": refusal.message})

    def _query(self, body: bytes) -> None:
        mode = self.department.mode
        if mode == "silent":
            time.sleep(SILENCE_SECONDS)
            self.close_connection = True
            return
        if mode == "slow":
            time.sleep(self.department.delay)
        wanted = self.department.request(body)
        self._send_bytes(200, "application/jose", self.department.answer(wanted).encode())

    def _change_mode(self, body: bytes) -> None:
        try:
            mode = json.loads(body)["mode"]
        except (ValueError, KeyError, TypeError) as error:
            raise Refusal(400, "incomplete", '应为 {"mode": …}') from error
        if mode not in MODES:
            raise Refusal(400, "mode_unknown", f"可用：{'、'.join(MODES)}")
        self.department.mode = mode
        self._send(200, {"mode": mode})

    def _body(self) -> bytes:
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError as error:
            raise Refusal(400, "incomplete", "Content-Length 不是数字") from error
        if not 0 < length <= BODY_LIMIT:
            self.close_connection = True
            raise Refusal(413 if length else 400, "size", "请求体为空或过大")
        return self.rfile.read(length)

    def _send(self, status: int, content: dict[str, Any]) -> None:
        self._send_bytes(status, "application/json; charset=utf-8", json.dumps(content, ensure_ascii=False).encode())

    def _send_bytes(self, status: int, kind: str, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the platform has given up waiting

    def log_message(self, template: str, *values: Any) -> None:
        """One line per call on stderr: the path and the status, never who was asked about."""
        print(f"{self.log_date_time_string()} {template % values}", file=sys.stderr)


def serve(department: Department, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is bound and not yet running; port 0 takes a free one (监听)."""
    handler = type("DepartmentHandler", (Handler,), {"department": department})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server


def arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """What can be said on the command line (参数)."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=8701, help="监听端口（默认 8701；0 为任选空闲端口）")
    parser.add_argument("--code", default="yx-zjj", help="本部门代码（默认 yx-zjj）")
    parser.add_argument("--mode", choices=MODES, default="normal", help="行为：正常、迟缓、错签、沉默")
    parser.add_argument("--delay", type=float, default=10.0, help="迟缓模式等待的秒数（默认 10）")
    parser.add_argument("--platform-jwks", help="平台公钥集的文件或地址")
    parser.add_argument("--keys-dir", type=Path, help="公布本部门公钥的目录")
    parser.add_argument("--key-file", type=Path, help="本部门私钥文件，不存在则生成")
    return parser


def run(args: argparse.Namespace) -> None:
    """Publish the key, then answer until stopped (运行)."""
    key = own_key(args.key_file)
    args.keys_dir.mkdir(parents=True, exist_ok=True)
    published = args.keys_dir / f"{args.code}.json"
    draft = published.with_suffix(f".{os.getpid()}.part")
    draft.write_text(json.dumps(public_set(key), indent=1))
    draft.replace(published)
    department = Department(args.code, key, PlatformKeys(args.platform_jwks), args.mode, args.delay)
    server = serve(department, args.host, args.port)
    where = f"http://{args.host}:{server.server_address[1]}"
    print(f"参考部门接口 {args.code} 已在 {where} 就绪（{args.mode}）", file=sys.stderr, flush=True)
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    try:
        worker.join()
    except KeyboardInterrupt:
        server.shutdown()


if __name__ == "__main__":
    parsed = arguments(argparse.ArgumentParser(description=__doc__.splitlines()[0])).parse_args()
    if not (parsed.platform_jwks and parsed.keys_dir and parsed.key_file):
        sys.exit("请给出 --platform-jwks、--keys-dir 和 --key-file")
    run(parsed)
