"""Indicators over value added tax invoices (增值税发票类指标).

Amounts are without tax. Sales are net: red-letter invoices (negative amounts) take back what they refund, void
invoices count nowhere but in their own share.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from rongxin.insight.indicators import numbers
from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Direction, Kind, Source

SOURCE = Source(
    "vat_invoice",
    {
        "direction": "code",
        "issued_on": "date",
        "counterparty_code": "identity",
        "amount_yuan": "money",
        "status": "code",
    },
)


def _sold(invoice: ir.Table) -> ir.BooleanValue:
    return (invoice.direction == "output") & (invoice.status == "valid")


@SOURCE.grain
def customer(invoice: ir.Table, at: At) -> ir.Table:
    """Net sales per customer in twelve months, largest first (按客户汇总).

    Grain out: one row per subject and customer with net sales above zero; invoices without a customer's code are
    left out. Columns out: sales_cents, place (0 is the largest).
    """
    wanted = _sold(invoice) & at.within(invoice.issued_on, 12) & invoice.counterparty_code.notnull()
    sums = invoice.filter(wanted).group_by(["subject_id", "counterparty_code"])
    sums = sums.agg(sales_cents=lambda rows: numbers.cents(rows.amount_yuan).sum())
    sums = sums.filter(sums.sales_cents > 0)
    order = ibis.window(group_by=sums.subject_id, order_by=[sums.sales_cents.desc(), sums.counterparty_code])
    return sums.select("subject_id", "sales_cents", place=ibis.row_number().over(order))


@SOURCE.part()
def sales_12m_cents(invoice: ir.Table, at: At) -> ir.Value:
    """Net sales of twelve months in hundredths (近12个月净销售额，分)."""
    return numbers.cents(invoice.amount_yuan).sum(where=_sold(invoice) & at.within(invoice.issued_on, 12))


@SOURCE.part()
def sales_preceding_cents(invoice: ir.Table, at: At) -> ir.Value:
    """Net sales of the twelve months before those (上一12个月净销售额，分)."""
    return numbers.cents(invoice.amount_yuan).sum(where=_sold(invoice) & at.within_preceding(invoice.issued_on, 12))


@SOURCE.part()
def sales_gross_cents(invoice: ir.Table, at: At) -> ir.Value:
    """Sales before red letters (冲红前销售额，分)."""
    wanted = _sold(invoice) & at.within(invoice.issued_on, 12) & (invoice.amount_yuan > 0)
    return numbers.cents(invoice.amount_yuan).sum(where=wanted)


@SOURCE.part()
def red_cents(invoice: ir.Table, at: At) -> ir.Value:
    """What red letters took back, positive (红字金额，分)."""
    wanted = _sold(invoice) & at.within(invoice.issued_on, 12) & (invoice.amount_yuan < 0)
    return numbers.or_zero_whole(numbers.cents(-invoice.amount_yuan).sum(where=wanted))


@SOURCE.part()
def issued_count(invoice: ir.Table, at: At) -> ir.Value:
    """Sales invoices written, void ones too (开具份数)."""
    return invoice.count(where=(invoice.direction == "output") & at.within(invoice.issued_on, 12))


@SOURCE.part()
def void_count(invoice: ir.Table, at: At) -> ir.Value:
    """Sales invoices made void (作废份数)."""
    wanted = (invoice.direction == "output") & (invoice.status == "void")
    return invoice.count(where=wanted & at.within(invoice.issued_on, 12))


@SOURCE.part("customer")
def top1_cents(customers: ir.Table, at: At) -> ir.Value:
    """Net sales to the largest customer (第一大客户销售额，分)."""
    return customers.sales_cents.sum(where=customers.place < 1)


@SOURCE.part("customer")
def top5_cents(customers: ir.Table, at: At) -> ir.Value:
    """Net sales to the five largest customers (前五大客户销售额，分)."""
    return customers.sales_cents.sum(where=customers.place < 5)


@SOURCE.part("customer")
def customers_cents(customers: ir.Table, at: At) -> ir.Value:
    """Net sales to all customers that are named by a code (有代码客户销售额，分)."""
    return customers.sales_cents.sum()


@SOURCE.indicator("近12个月开票销售额", kind=Kind.MONEY, unit="元", window="近12个月", direction=Direction.HIGHER)
def sales_12m_yuan(invoice: ir.Table, at: At) -> ir.Value:
    """Net sales invoiced in the twelve months before `as_of`, without tax (近12个月开票销售额).

    Grain in: one row per invoice. Columns in: amount_yuan decimal(18,2), issued_on date, direction, status. Value:
    yuan, red letters taken off; zero when other invoices are on file but none of these.

    Source: catalogue item vat_invoice.
    """
    return numbers.or_zero(invoice.amount_yuan.sum(where=_sold(invoice) & at.within(invoice.issued_on, 12)))


@SOURCE.indicator("近12个月开票采购额", kind=Kind.MONEY, unit="元", window="近12个月", direction=Direction.NEUTRAL)
def purchases_12m_yuan(invoice: ir.Table, at: At) -> ir.Value:
    """Net purchases invoiced in the twelve months before `as_of`, without tax (近12个月开票采购额).

    Grain in: one row per invoice. Columns in: as for sales. Value: yuan.

    Source: catalogue item vat_invoice.
    """
    bought = (invoice.direction == "input") & (invoice.status == "valid")
    return numbers.or_zero(invoice.amount_yuan.sum(where=bought & at.within(invoice.issued_on, 12)))


@SOURCE.indicator(
    "开票销售额增长率",
    kind=Kind.RATIO,
    window="近12个月比上一12个月",
    direction=Direction.HIGHER,
    over="measures",
)
def sales_growth_12m(sums: ir.Table, at: At) -> ir.Value:
    """Growth of net sales over the preceding twelve months (开票销售额增长率).

    Grain in: the aggregated row. Value: a fraction; null unless the earlier sales were above zero.

    Source: catalogue item vat_invoice.
    """
    return numbers.growth(numbers.or_zero_whole(sums.sales_12m_cents), sums.sales_preceding_cents)


@SOURCE.indicator("近12个月发票作废率", kind=Kind.RATIO, window="近12个月", direction=Direction.LOWER, over="measures")
def void_share_12m(sums: ir.Table, at: At) -> ir.Value:
    """Share of sales invoices made void, by number (近12个月发票作废率).

    Grain in: the aggregated row. Value: a fraction; null when no sales invoice was written.

    Source: catalogue item vat_invoice, 发票状态.
    """
    return numbers.ratio(sums.void_count, sums.issued_count)


@SOURCE.indicator(
    "近12个月红字发票占比", kind=Kind.RATIO, window="近12个月", direction=Direction.LOWER, over="measures"
)
def red_letter_share_12m(sums: ir.Table, at: At) -> ir.Value:
    """Share of sales taken back by red letters, by amount (近12个月红字发票占比).

    Grain in: the aggregated row. Value: a fraction of sales before red letters; null when there were none.

    Source: catalogue item vat_invoice, 金额.
    """
    return numbers.ratio(sums.red_cents, sums.sales_gross_cents)


@SOURCE.indicator("第一大客户销售占比", kind=Kind.RATIO, window="近12个月", direction=Direction.LOWER, over="measures")
def top1_customer_share_12m(sums: ir.Table, at: At) -> ir.Value:
    """Share of the largest customer in net sales to customers known by code (第一大客户销售占比).

    Grain in: the aggregated row. Value: a fraction; null when there is no such sale.

    Source: catalogue item vat_invoice, 对方单位代码.
    """
    return numbers.ratio(sums.top1_cents, sums.customers_cents)


@SOURCE.indicator("前五大客户销售占比", kind=Kind.RATIO, window="近12个月", direction=Direction.LOWER, over="measures")
def top5_customer_share_12m(sums: ir.Table, at: At) -> ir.Value:
    """Share of the five largest customers in net sales to customers known by code (前五大客户销售占比).

    Grain in: the aggregated row. Value: a fraction; null when there is no such sale.

    Source: catalogue item vat_invoice, 对方单位代码.
    """
    return numbers.ratio(sums.top5_cents, sums.customers_cents)


@SOURCE.indicator(
    "近12个月有销售的月数", kind=Kind.INTEGER, unit="个月", window="近12个整月", direction=Direction.HIGHER
)
def sales_months_12m(invoice: ir.Table, at: At) -> ir.Value:
    """Closed months of the last twelve with a valid sale (近12个月有销售的月数).

    Grain in: one row per invoice. Columns in: issued_on date, amount_yuan. Value: 0 to 12; red letters are no sale.

    Source: catalogue item vat_invoice, 开票日期.
    """
    month = invoice.issued_on.year() * 12 + invoice.issued_on.month()
    return month.nunique(where=_sold(invoice) & (invoice.amount_yuan > 0) & at.within_closed(invoice.issued_on, 12))


@SOURCE.indicator("近12个月客户数", kind=Kind.INTEGER, unit="家", window="近12个月", direction=Direction.HIGHER)
def customers_12m(invoice: ir.Table, at: At) -> ir.Value:
    """Customers known by code with a valid sale (近12个月客户数).

    Grain in: one row per invoice. Columns in: counterparty_code. Value: a count of distinct codes.

    Source: catalogue item vat_invoice, 对方单位代码.
    """
    wanted = _sold(invoice) & (invoice.amount_yuan > 0) & at.within(invoice.issued_on, 12)
    return invoice.counterparty_code.nunique(where=wanted)
