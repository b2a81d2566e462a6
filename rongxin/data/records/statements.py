"""The SQL of acceptance, made from an item's declaration (入库语句).

Two rows are the same fact when subject and natural key agree; they say the same when all columns agree. Both
are compared as SHA-256 over quoted texts, so that no two different rows look alike.
"""

from __future__ import annotations

from rongxin.data.catalogue import ddl
from rongxin.data.catalogue.rules import Item


def facts(item: Item) -> str:
    """`rx_fact`: each row whose subject is certain, with its fact, its contents and whether it says anything new.

    A row is a duplicate when it says what the row before it in the file said of the same fact or, for the first
    one, what the record in force says. Parameters: expires.
    """
    key = _joined([f"'{item.code}'", "c.subject_id::text", *(f"r.{name}::text" for name in item.natural_key)])
    contents = _joined([*(_content(item, one) for one in ddl.columns(item)), "%(expires)s::text"])
    macs = "left join rx_mac m on m.row_no = r.row_no" if _encrypted(item) else ""
    return f"""create temp table rx_fact on commit drop as
      with said as (
        select r.row_no, c.subject_id, c.warned,
               sha256(convert_to({key}, 'UTF8')) as fact_key, sha256(convert_to({contents}, 'UTF8')) as content_digest
          from rx_row r join rx_code c on c.code = coalesce(r.code, '') {macs}
         where c.subject_id is not null),
      ordered as (
        select s.*, lag(s.content_digest) over (partition by s.fact_key order by s.row_no) as before from said s)
      select o.row_no, o.subject_id, o.warned, o.fact_key, o.content_digest,
             t.record_id as in_force, t.known_from as in_force_from,
             coalesce(o.before, t.content_digest) is not distinct from o.content_digest as duplicate
        from ordered o
        left join records.{item.code} t
          on o.before is null and t.subject_id = o.subject_id and t.fact_key = o.fact_key and t.known_until is null"""


ACCEPT = """create temp table rx_accept on commit drop as
  select row_no, subject_id, warned, fact_key, content_digest, ends,
         greatest(%(at)s, ends_from) as known_from,
         lead(row_no) over (partition by fact_key order by row_no) is null as newest
    from (select f.*, first_value(in_force) over whole as ends, first_value(in_force_from) over whole as ends_from
            from rx_fact f window whole as (partition by fact_key order by row_no)) f
   where not duplicate"""


def retire(item: Item) -> str:
    """The versions in force that new ones take over from (旧版本失效). Parameters: none."""
    return f"""update records.{item.code} t set known_until = a.known_from, retired_reason = 'superseded'
      from (select distinct ends, known_from from rx_accept where ends is not null) a where t.record_id = a.ends"""


def retire_absent(item: Item) -> str:
    """What a source no longer says of one subject (答复中已无的事实). Parameters: subject, source, at."""
    return f"""update records.{item.code} t set known_until = greatest(%(at)s, t.known_from), retired_reason = 'absent'
      where t.subject_id = %(subject)s and t.source = %(source)s and t.known_until is null
        and not exists (select 1 from rx_fact f where f.fact_key = t.fact_key)"""


def insert(item: Item, check_digit: str) -> str:
    """The new versions, in the order of the file (新版本入库). Parameters: batch, source, expires, day.

    `check_digit` is the id of the check that a warned code fails; empty when the item has none.
    """
    own = list(ddl.columns(item))
    mark = f"case when a.warned then array['{check_digit}'] else '{{}}' end" if check_digit else "'{}'::text[]"
    begins = f"r.{item.true_from}" if item.true_from else "%(day)s::date"
    ends = f"r.{item.true_until}" if item.true_until else "null::date"
    sealed = _encrypted(item)
    joins = "left join rx_mac m on m.row_no = r.row_no left join rx_enc e on e.row_no = r.row_no" if sealed else ""
    return f"""insert into records.{item.code} (record_id, subject_id, subject_code, batch_id, row_no, source, fact_key,
        content_digest, true_from, true_until, known_from, known_until, retired_reason, expires_at, marks,
        {", ".join(own)})
      select records.uuid7(), a.subject_id, coalesce(r.sent, ''), %(batch)s, r.row_no, %(source)s, a.fact_key,
             a.content_digest, {begins}, {ends}, a.known_from,
             case when not a.newest then a.known_from end, case when not a.newest then 'superseded' end,
             %(expires)s, coalesce(string_to_array(nullif(r.marks, ''), ','), '{{}}') || {mark}::text[],
             {", ".join(_stored(item, one) for one in own)}
        from rx_accept a join rx_row r on r.row_no = a.row_no {joins} order by r.row_no"""


COUNTS = """select (select count(*) from rx_accept), (select count(*) from rx_fact where duplicate),
  (select count(*) from rx_accept a join rx_row r using (row_no) where a.warned or r.marks <> '')"""

QUEUED = """select r.row_no, c.reason from rx_row r join rx_code c on c.code = coalesce(r.code, '')
  where c.subject_id is null order by r.row_no"""

NAMED = """create temp table rx_named on commit drop as
  select a.subject_id, r.name, r.row_no from rx_accept a join rx_row r on r.row_no = a.row_no where r.name <> ''"""

COVER = """insert into records.coverage (item, source, division, period_from, period_until, delivered_at, batch_id)
  values (%(item)s, %(source)s, %(division)s, %(from)s, %(until)s, %(at)s, %(batch)s)"""


def _encrypted(item: Item) -> bool:
    return any(one.encrypted for one in item.fields)


def _content(item: Item, column: str) -> str:
    """A column's part of the contents; of an encrypted field the keyed digest, never the ciphertext."""
    if column in item.by_column:
        return f"r.{column}::text"
    return f"encode(m.{column}, 'hex')" if column.endswith("_mac") else "null::text"


def _stored(item: Item, column: str) -> str:
    if column in item.by_column:
        return f"r.{column}"
    return f"m.{column}" if column.endswith("_mac") else f"e.{column}"


def _joined(parts: list[str]) -> str:
    return " || ',' || ".join(f"quote_nullable({part})" for part in parts)
