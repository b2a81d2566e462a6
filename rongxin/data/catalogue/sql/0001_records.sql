-- What every record table leans on. The tables themselves are made by `rongxin catalogue load`.

-- One row per item: what the walls must know of it, and which declaration its table was made from.
create table records.item_class (
  item text primary key,
  public boolean not null,
  disclose_consent text not null check (disclose_consent in ('none', 'fields', 'item')),
  compute_consent text not null check (compute_consent in ('none', 'item')),
  restricted_fields text[] not null,
  ddl_digest text not null,
  loaded_at timestamptz not null default now()
);

-- One row per accepted batch: which source delivered which item for which region and period. An empty division
-- is the whole region of the platform. It tells "none" from "unknown".
create table records.coverage (
  id bigint generated always as identity primary key,
  item text not null,
  source text not null,
  division text not null,
  period_from date,
  period_until date not null,
  delivered_at timestamptz not null,
  batch_id uuid not null unique,
  check (division ~ '^([0-9]{2}){0,3}$'),
  check (period_from is null or period_from <= period_until)
);
create index coverage_item on records.coverage (item, division);

-- Records are superseded, never changed: only the end of being known may be set, once.
create function records.guard_record() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'records.% is append-only', tg_table_name using errcode = 'RX002';
  end if;
  if old.known_until is not null or new.known_until is null then
    raise exception 'a record of records.% is retired once', tg_table_name using errcode = 'RX002';
  end if;
  old.known_until := new.known_until;
  old.retired_reason := new.retired_reason;
  if old is distinct from new then
    raise exception 'a record of records.% is not changed', tg_table_name using errcode = 'RX002';
  end if;
  return new;
end $$;

create function records.guard_row() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'records.% is append-only', tg_table_name using errcode = 'RX002';
end $$;
create trigger coverage_stays before update or delete on records.coverage
  for each row execute function records.guard_row();
create trigger coverage_is_not_emptied before truncate on records.coverage
  for each statement execute function records.guard_row();

-- A time-ordered identifier (RFC 9562 version 7), for rows that are made in bulk.
create function records.uuid7() returns uuid language sql volatile parallel safe as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- One row per answer of a source that it has nothing on a subject. It stands behind the wall like a record, because
-- "asked and nothing there" is a fact about the subject too; it is believed until it expires.
create table records.nothing_found (
  id bigint generated always as identity primary key,
  item text not null,
  subject_id uuid not null,
  source text not null,
  answered_at timestamptz not null,
  expires_at timestamptz not null,
  batch_id uuid not null
);
create index nothing_found_subject on records.nothing_found (subject_id, item);
create trigger nothing_found_stays before update or delete on records.nothing_found
  for each row execute function records.guard_row();
create trigger nothing_found_is_not_emptied before truncate on records.nothing_found
  for each statement execute function records.guard_row();
alter table records.nothing_found enable row level security;
alter table records.nothing_found force row level security;
create policy computing on records.nothing_found to rongxin_worker using (true) with check (true);
create policy disclosed on records.nothing_found for select to rongxin_web
  using (subject_id = nullif(current_setting('rongxin.subject', true), '')::uuid and consent.may_read(subject_id, item));
