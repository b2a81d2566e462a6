-- The two walls. First: a disclosure is checked here, whatever the application believes. Second: row-level
-- security on records and derived contents demands the token of a disclosure that is already committed.

create or replace function consent.local_day() returns date language sql stable as
$$ select (now() at time zone 'Asia/Shanghai')::date $$;

-- Consents enter only here.
create or replace function consent.grant_consent(
  id uuid, subject_id uuid, grantee_id uuid, items text[], purpose text, valid_from date, valid_until date,
  application_id uuid, signed_by jsonb, text_version text, digest text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into consent.consent values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now());
  insert into consent.state values ($1, 'active', now());
end $$;

-- Waits for readers that hold the state, so that what is on its way out is finished before a revocation counts.
create or replace function consent.move_state(wanted uuid, from_states text[], to_state text) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform 1 from consent.state where consent_id = wanted for update;
  update consent.state set state = to_state, changed_at = now()
   where consent_id = wanted and state = any (from_states) and state in ('active', 'paused');  -- an ended consent stays ended
  return found;
end $$;

create or replace function consent.covers(
  wanted uuid, subject uuid, grantee uuid, purpose text, items text[]) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select 1 from consent.consent c join consent.state s on s.consent_id = c.id
     where c.id = $1 and c.subject_id = $2 and c.grantee_id = $3 and c.purpose = $4 and $5 <@ c.items
       and s.state = 'active' and consent.local_day() between c.valid_from and c.valid_until) $$;

create or replace function consent.may_be_shown(d consent.disclosure) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
declare actor_is_active boolean;
begin
  select status = 'active' into actor_is_active from public.parties_party where id = d.grantee_id;
  if d.grantee_id is not null and not coalesce(actor_is_active, false) then return false; end if;
  case d.basis
    when 'consent' then
      return consent.covers(d.consent_id, d.subject_id, d.grantee_id, d.purpose, d.items);
    when 'self' then   -- the enterprise itself, or a process of the platform acting for it at the console
      return d.purpose = 'self_query' and (session_user <> 'rongxin_web' or exists (
        select 1 from public.parties_party p where p.id = d.grantee_id and p.subject_id = d.subject_id));
    when 'public' then
      return d.purpose = 'public_query' and not exists (
        select 1 from unnest(d.items) wanted
         where not exists (select 1 from records.item_class k where k.item = wanted and k.public));
    else return false;   -- supplier and supervision are refused until their own checks stand here
  end case;
end $$;

create or replace function consent.check_disclosure() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  new.txid := pg_current_xact_id(); new.at := clock_timestamp(); new.token := gen_random_uuid();  -- never what the caller sent
  if not consent.may_be_shown(new) then
    raise exception 'nothing allows this disclosure' using errcode = 'RX001';
  end if;
  return new;
end $$;
drop trigger if exists check_disclosure on consent.disclosure;
create trigger check_disclosure before insert on consent.disclosure
  for each row execute function consent.check_disclosure();

-- The only way for the application to learn a token is to make its disclosure.
create or replace function consent.open_disclosure(
  id uuid, basis text, subject_id uuid, grantee_id uuid, purpose text, consent_id uuid, application_id uuid,
  items text[], actor jsonb, end_user text, entry_id uuid, out token uuid, out at timestamptz)
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into consent.disclosure as d
    (id, basis, subject_id, grantee_id, purpose, consent_id, application_id, items, actor, end_user, entry_id, token, txid, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $1, '3'::xid8, now())
  returning d.token, d.at into token, at;
end $$;

-- True when the token is good and, where a consent carries it, that consent is in force and now held.
create or replace function consent.hold(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare d consent.disclosure;
begin
  select * into d from consent.disclosure x where x.token = wanted and x.at > now() - interval '10 seconds';
  if not found then return false; end if;
  if d.basis <> 'consent' then return true; end if;
  perform 1 from consent.state s where s.consent_id = d.consent_id and s.state = 'active' for share;
  return found;
end $$;

-- plpgsql keeps its plan for the session; the policy calls this once per query and table.
create or replace function consent.may_read(wanted_subject uuid, wanted_item text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return exists (
    select 1 from consent.disclosure d
      left join consent.consent c on c.id = d.consent_id
      left join consent.state s on s.consent_id = d.consent_id
     where d.token = nullif(current_setting('rongxin.token', true), '')::uuid
       and d.subject_id = wanted_subject and wanted_item = any (d.items)
       and d.at > now() - interval '10 seconds'
       and d.txid is distinct from pg_current_xact_id_if_assigned()   -- committed before this transaction
       and (d.basis <> 'consent'
            or (s.state = 'active' and consent.local_day() between c.valid_from and c.valid_until)));
end $$;

-- Derived contents: the act of showing must name them, and every consent-bound item they are made of.
create or replace function consent.may_read_derived(wanted_subject uuid, wanted_item text, needs text[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return consent.may_read(wanted_subject, wanted_item) and needs <@ (
    select d.items from consent.disclosure d
     where d.token = nullif(current_setting('rongxin.token', true), '')::uuid);
end $$;

-- For whom the platform may compute with an item that needs leave to be computed with.
create or replace view consent.compute_grants as
  select distinct c.subject_id, item
    from consent.consent c
    join consent.state s on s.consent_id = c.id and s.state = 'active'
    join public.parties_party p on p.id = c.grantee_id and p.kind = 'platform'
   cross join lateral unnest(c.items) as item
   where c.purpose = 'evaluation' and consent.local_day() between c.valid_from and c.valid_until;
