"""Who takes part: the platform, departments, banks, their people and machines (角色与账号)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django_otp.oath import totp

from rongxin.base.common import actor
from rongxin.base.common.errors import DomainError
from rongxin.base.parties import actions as parties
from rongxin.base.parties.models import Party, Person
from rongxin.base.parties.rules import PartyKind, Role, needs_second_factor
from rongxin.doors.counterparts import bank
from rongxin.finance.matching import actions as products

PLATFORM = "platform"
ISSUER = "Rongxin"
BANKS = {"yunxi-rcb": "云溪农商银行", "yunxi-ccb": "云溪城商银行", "dongling": "东岭银行"}
BY = actor.system("demo", "cli")


class HasherOfRandomPasswords(PBKDF2PasswordHasher):
    """The usual hash with few rounds (随机密码散列).

    The passwords here are 72 random bits, which no number of rounds makes harder to guess; thirty enterprises
    register at once. The first sign-in hashes the password anew with the usual number.
    """

    iterations = 5_000


class AccountUnknown(DomainError):
    """No sample account with a second factor has this name (示例账号不存在)."""

    code = "SYS-513"
    title = "没有需要动态验证码的示例账号“{username}”"
    next_step = "可用的有：{known}。还没有账号时请先运行 rongxin demo。"


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in to try the pages with (示例账号)."""

    who: str
    username: str
    password: str
    otpauth: str = ""
    secret: str = ""


@dataclass
class Cast:
    """All parties of the demonstration (参与方)."""

    platform: Party
    departments: dict[str, Party] = field(default_factory=dict)
    banks: dict[str, Party] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)


def assemble(addresses: dict[str, str]) -> Cast:
    """Register everybody but the enterprises, with a machine for each bank; put the products in force (登记参与方).

    `addresses` says where each bank listens.
    """
    hasher = f"{HasherOfRandomPasswords.__module__}.{HasherOfRandomPasswords.__qualname__}"
    settings.PASSWORD_HASHERS = [hasher]
    platform = parties.register_party(
        by=BY, kind=PartyKind.PLATFORM, code=PLATFORM, name=f"{settings.PROFILE.name}运营中心"
    )
    cast = Cast(platform)
    _person(cast, platform, Role.OPERATOR, "operator", "平台运营员")
    for one in settings.PROFILE.providers:
        party = parties.register_party(by=BY, kind=PartyKind.DEPARTMENT, code=one.code, name=one.name)
        cast.departments[one.code] = party
        if one == settings.PROFILE.providers[0]:
            _person(cast, party, Role.CLERK, f"clerk-{one.code}", "报送员")
    for code, name in BANKS.items():
        party = parties.register_party(by=BY, kind=PartyKind.INSTITUTION, code=code, name=name)
        cast.banks[code] = party
        _person(cast, party, Role.OFFICER, f"officer-{code}", "信贷员")
        keys = bank.Key.open(bank_key(code)).public_jwks()
        events = f"{addresses[code]}/events"
        parties.register_client(by=BY, party=party, client_id=client_id(code), jwks=keys, event_url=events)
    products.load(by=BY)
    return cast


def enlist(cast: Cast, subject_id: UUID, code: str, name: str, person: str, number: int) -> Person:
    """An enterprise registers with its signatory (企业注册)."""
    party = parties.register_party(by=BY, kind=PartyKind.ENTERPRISE, code=code, name=name, subject_id=subject_id)
    return _person(cast, party, Role.SIGNATORY, f"enterprise-{number:02d}", person or "签署人")


def bank_key(code: str) -> Path:
    """Where the bank keeps its private key (银行私钥)."""
    folder: Path = settings.RONGXIN_HOME / "counterparts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{code}.pem"


def client_id(code: str) -> str:
    """The client id of a bank's machine (客户端编号)."""
    return f"{code}-credit"


def keep_accounts(cast: Cast) -> Path:
    """Write the sample accounts where only their owner reads them (保存示例账号)."""
    path: Path = settings.RONGXIN_HOME / "demo" / "accounts.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump([asdict(one) for one in cast.accounts], file, ensure_ascii=False, indent=1)
    return path


def code_now(home: Path, username: str) -> str:
    """The second factor's six digits of a sample account at this moment (当前动态验证码).

    Raises:
        AccountUnknown: no demonstration was played in this home, or it has no such account with a second factor.
    """
    path = home / "demo" / "accounts.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    secrets_of = {one["username"]: one["secret"] for one in known if one["secret"]}
    if username not in secrets_of:
        raise AccountUnknown(username=username, known="、".join(secrets_of) or "（尚无）")
    return f"{totp(base64.b32decode(secrets_of[username])):06d}"


def _person(cast: Cast, party: Party, role: Role, username: str, name: str) -> Person:
    password = secrets.token_urlsafe(9)
    person = parties.register_person(by=BY, party=party, username=username, name=name, role=role, password=password)
    otpauth = secret = ""
    if needs_second_factor(PartyKind(party.kind)):
        key = secrets.token_bytes(20)
        parties.set_second_factor(by=BY, person=person, key=key)
        secret = base64.b32encode(key).decode("ascii")
        otpauth = f"otpauth://totp/{ISSUER}:{username}?secret={secret}&issuer={ISSUER}"
    cast.accounts.append(Account(f"{party.name} · {role.label}", username, password, otpauth, secret))
    return person
