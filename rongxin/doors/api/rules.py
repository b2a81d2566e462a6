"""What a machine must show to be let in (机器登录规则)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rongxin.base.common.errors import DomainError

TOKEN_SECONDS = 600
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT_TYPE = "client_credentials"
LONGEST_ASSERTION = timedelta(minutes=5)
CLOCK_SKEW = timedelta(seconds=30)
ALGORITHMS = ("ES256",)
_JTI = re.compile(r"[\x21-\x7e]{8,128}")


class SignInRefused(DomainError):
    """A machine could not show who it is. The reason is not told apart for a stranger's benefit."""

    code = "API-401-CLIENT"
    title = "客户端身份验证未通过"
    next_step = "请核对 client_id、登记的公钥、断言的受众（aud）和有效期，每次登录使用新的 jti。"

    def __init__(self, reason: str, client_id: str = "") -> None:
        self.reason, self.client_id = reason, client_id  # for evidence only
        super().__init__()


class GrantRefused(DomainError):
    """Another grant than client credentials was asked for."""

    code = "API-400-GRANT"
    title = "不支持的授权方式"
    next_step = "请使用 grant_type=client_credentials 和 private_key_jwt 断言。"


class TokenRefused(DomainError):
    """The access token is unknown, has run out, or its party is suspended."""

    code = "API-401-TOKEN"
    title = "访问令牌缺少或已失效"
    next_step = "请重新登录取得访问令牌后再试。"


class TooLarge(DomainError):
    """The request is longer than this address takes."""

    code = "API-413"
    title = "请求内容超过 {limit} 字节"
    next_step = "请缩小请求内容后重试。"


class Malformed(DomainError):
    """The request cannot be read as what the address takes."""

    code = "API-400"
    title = "请求内容不合格式：{problem}"
    next_step = "请对照接口文档更正后重试。"


class SignatureRefused(DomainError):
    """An event was not signed with a registered key of the client that sends it."""

    code = "API-401-SIGNATURE"
    title = "事件签名未通过验证"
    next_step = "请用已登记公钥对应的私钥、以 ES256 重新签名后发送。"


class NotFound(DomainError):
    """There is nothing here for this caller."""

    code = "API-404"
    title = "没有找到所请求的内容"
    next_step = "请核对编号；只能取得与本机构有关的内容。"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is left of a signed sign-in once it has been checked (登录断言)."""

    client_id: str
    jti: str
    expires_at: datetime


def check_assertion(
    claims: Mapping[str, Any], *, client_id: str, audiences: Collection[str], now: datetime
) -> Assertion:
    """The claims of a sign-in, or a refusal (断言核对).

    Issuer and subject are the client, the audience is this platform alone, it ends within five minutes, and it has
    an id to be used once.

    Source: RFC 7523 section 3; one single audience as FAPI 2.0 asks.
    """
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise SignInRefused("iss", client_id)
    audience = claims.get("aud")
    if isinstance(audience, list) and len(audience) == 1:
        audience = audience[0]
    if not isinstance(audience, str) or audience not in audiences:
        raise SignInRefused("aud", client_id)
    expires_at = _moment(claims.get("exp"), client_id, "exp")
    if not now - CLOCK_SKEW < expires_at <= now + LONGEST_ASSERTION + CLOCK_SKEW:
        raise SignInRefused("exp", client_id)
    for name in ("iat", "nbf"):
        if name in claims and _moment(claims[name], client_id, name) > now + CLOCK_SKEW:
            raise SignInRefused(name, client_id)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise SignInRefused("jti", client_id)
    return Assertion(client_id, jti, expires_at)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _moment(value: Any, client_id: str, name: str) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise SignInRefused(name, client_id)
    return datetime.fromtimestamp(value, UTC)
