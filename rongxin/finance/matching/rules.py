"""What a product is, and how matches are put in order (产品与匹配规则)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rongxin.base.common.errors import DomainError
from rongxin.base.common.labelled import Labelled


class ProductKind(Labelled):
    """What sort of financing (产品类型)."""

    WORKING_CAPITAL = "working_capital", "流动资金贷款"
    FIXED_ASSET = "fixed_asset", "固定资产贷款"
    RENEWAL = "renewal", "无还本续贷"
    RECEIVABLES = "receivables", "应收账款与订单融资"
    INTELLECTUAL_PROPERTY = "intellectual_property", "知识产权融资"
    AGRICULTURE = "agriculture", "涉农贷款"
    GREEN = "green", "绿色贷款"


class Guarantee(Labelled):
    """What stands behind the loan (担保方式)."""

    CREDIT = "credit", "信用"
    SURETY = "surety", "保证"
    MORTGAGE = "mortgage", "抵押"
    PLEDGE = "pledge", "质押"
    GOVERNMENT_GUARANTEE = "government_guarantee", "政府性融资担保"


class Repayment(Labelled):
    """How it is paid back (还款方式)."""

    BULLET = "bullet", "到期一次还本付息"
    INTEREST_FIRST = "interest_first", "按月付息、到期还本"
    EQUAL_INSTALMENTS = "equal_instalments", "等额本息"
    REVOLVING = "revolving", "随借随还"
    SEASONAL = "seasonal", "按生产周期还款"


class ProductStatus(Labelled):
    """Whether it can be had (产品状态)."""

    ON_SHELF = "on_shelf", "在架"
    OFF_SHELF = "off_shelf", "已下架"


class ProductUnknown(DomainError):
    """No product carries this code."""

    code = "MAT-404"
    title = "没有代码为“{code}”的融资产品"
    next_step = "请在产品列表中核对产品代码。"


@dataclass(frozen=True, slots=True)
class Missing:
    """One value that is not known, and what would bring it (缺少的数据).

    `item` is the item it is computed from, where known; `remedy` says what decides the question: a consent, data that
    the platform does not receive, or newer data.
    """

    name: str
    label: str
    item: str | None
    state: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One product against one subject (匹配结果)."""

    product: str
    name: str
    institution: str
    verdict: bool | None
    met: tuple[str, ...]
    failed: tuple[str, ...]
    changes: tuple[str, ...]
    missing: tuple[Missing, ...]
    amount_max_yuan: Decimal
    annual_rate_from: Decimal
    processing_workdays: int


@dataclass(frozen=True, slots=True)
class Match:
    """All products against one subject: yes, no with reasons, not yet decidable with what is missing (匹配)."""

    eligible: tuple[Offer, ...]
    ineligible: tuple[Offer, ...]
    undecided: tuple[Offer, ...]


def not_offered(status: str, valid_from: date, valid_until: date | None, on: date) -> str:
    """Why a product cannot be had on a day; empty when it can (是否在架).

    >>> not_offered("on_shelf", date(2026, 1, 1), None, date(2026, 11, 22))
    ''
    """
    if status != ProductStatus.ON_SHELF:
        return "已下架"
    if on < valid_from:
        return f"自 {valid_from} 起办理"
    if valid_until is not None and on > valid_until:
        return f"已于 {valid_until} 停办"
    return ""


def in_order(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """The closest fit first, then the cheaper, then the faster (排序).

    Among products that fit equally well cost decides; the order of institutions plays no part, so a name never
    helps. Fit: fewer failed conditions, then fewer unknown ones.
    """
    return tuple(
        sorted(
            offers,
            key=lambda offer: (
                len(offer.failed),
                len(offer.missing),
                offer.annual_rate_from,
                offer.processing_workdays,
                offer.product,
            ),
        )
    )


def split(offers: Iterable[Offer]) -> Match:
    """Offers by verdict, each part in order (归类)."""
    found = tuple(offers)
    return Match(
        eligible=in_order(offer for offer in found if offer.verdict is True),
        ineligible=in_order(offer for offer in found if offer.verdict is False),
        undecided=in_order(offer for offer in found if offer.verdict is None),
    )
