-- The evidence log. Nothing here is ever updated or deleted, except that the sealer takes entries off the queue.

create table evidence.entry(             -- one row is one act: by whom, on what, when
  id      uuid primary key,
  tag     text not null check (tag ~ '^[a-z]+:[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*$'),
  at      timestamptz not null,          -- the database's clock, never the caller's
  actor   jsonb not null check (jsonb_typeof(actor) = 'object'),
  subject text,                          -- an identifier, never a name
  facts   jsonb not null check (jsonb_typeof(facts) = 'object'),
  node    text not null,
  role    text not null,                 -- the database role that was connected
  body    bytea not null                 -- canonical JSON of the columns before: the data of the leaf
);
create index entry_subject on evidence.entry(subject, at) where subject is not null;

-- One row is an entry that has no leaf yet. It is written in the entry's own transaction and so becomes visible
-- together with it, however late that transaction commits; an order by id or time would miss late committers.
create table evidence.unsealed(
  at timestamptz not null,
  entry_id uuid not null,
  primary key (at, entry_id)
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000);

-- The sealer reads the entry in the statement that gives it a leaf, so a foreign key would only slow it down.
create table evidence.leaf(index bigint primary key check (index >= 0), entry_id uuid not null unique);

create table evidence.node(              -- complete subtrees only; level 0 are the leaf hashes
  level smallint not null,
  index bigint not null,
  hash  bytea not null check (octet_length(hash) = 32),
  primary key (level, index)
);

create table evidence.seal(              -- one row is one signed head of the log
  size      bigint not null check (size >= 0),
  at        timestamptz not null,
  root      bytea not null check (octet_length(root) = 32),
  node      text not null,
  key_id    text not null,
  algorithm text not null,
  signature bytea not null,
  primary key (size, at)
);

create function evidence.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is append-only: % on %', tg_op, tg_table_name using errcode = 'RX010';
end $$;
create trigger append_only before update or delete or truncate on evidence.entry
  for each statement execute function evidence.refuse_change();
create trigger append_only before update or delete or truncate on evidence.leaf
  for each statement execute function evidence.refuse_change();
create trigger append_only before update or delete or truncate on evidence.node
  for each statement execute function evidence.refuse_change();
create trigger append_only before update or delete or truncate on evidence.seal
  for each statement execute function evidence.refuse_change();

-- The same bytes as rongxin.base.common.digest.canonical: keys in code point order, no spaces, whole numbers only.
-- It calls itself for what is nested only; setting a search path at each call would cost more than the work.
create function evidence.canonical(value jsonb) returns text language plpgsql immutable strict parallel safe as $$
declare made text;
begin
  case jsonb_typeof(value)
    when 'object' then
      select coalesce(string_agg(to_json(key)::text || ':' ||
               case when jsonb_typeof(one) in ('object', 'array', 'number') then evidence.canonical(one) else one::text end,
               ',' order by key collate "C"), '')
        into made from jsonb_each(value) as pairs(key, one);
      return '{' || made || '}';
    when 'array' then
      select coalesce(string_agg(
               case when jsonb_typeof(one) in ('object', 'array', 'number') then evidence.canonical(one) else one::text end,
               ',' order by place), '')
        into made from jsonb_array_elements(value) with ordinality as items(one, place);
      return '[' || made || ']';
    when 'number' then
      if value::text !~ '^-?[0-9]+$' then
        raise exception 'evidence holds whole numbers only' using errcode = 'RX011';
      end if;
      return value::text;
    else
      return value::text;
  end case;
end $$;

-- The only way to add an entry. The moment, the role and the bytes are the database's own.
create function evidence.append(new_id uuid, new_tag text, new_actor jsonb, new_subject text, new_facts jsonb, new_node text)
returns timestamptz
language plpgsql security definer set search_path = evidence, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
  body text;
begin
  body := '{"actor":' || evidence.canonical(new_actor)
       || ',"at":"' || to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00"'
       || ',"facts":' || evidence.canonical(new_facts)
       || ',"id":"' || new_id
       || '","node":' || to_json(new_node)
       || ',"role":' || to_json(session_user::text)
       || ',"subject":' || coalesce(to_json(new_subject)::text, 'null')
       || ',"tag":' || to_json(new_tag) || '}';
  insert into evidence.entry(id, tag, at, actor, subject, facts, node, role, body)
    values (new_id, new_tag, moment, new_actor, new_subject, new_facts, new_node, session_user, convert_to(body, 'UTF8'));
  insert into evidence.unsealed(at, entry_id) values (moment, new_id);
  return moment;
end $$;
