-- Consents are immutable; their state is a row of its own that a reader of a disclosure locks.
create table consent.consent (
  id uuid primary key,
  subject_id uuid not null,
  grantee_id uuid not null,
  items text[] not null check (cardinality(items) > 0),
  purpose text not null,
  valid_from date not null,
  valid_until date not null,
  application_id uuid,
  signed_by jsonb not null,
  text_version text not null,
  digest text not null,
  granted_at timestamptz not null,
  check (valid_from <= valid_until)
);
create index consent_subject on consent.consent (subject_id);
create index consent_grantee on consent.consent (grantee_id, subject_id);
create index consent_application on consent.consent (application_id) where application_id is not null;

create table consent.state (
  consent_id uuid primary key references consent.consent,
  state text not null check (state in ('active', 'paused', 'revoked', 'used_up')),
  changed_at timestamptz not null
);

create table consent.disclosure (
  id uuid primary key,
  token uuid not null unique,
  txid xid8 not null,
  basis text not null check (basis in ('consent', 'self', 'supplier', 'public', 'supervision')),
  subject_id uuid not null,
  grantee_id uuid,
  purpose text not null,
  consent_id uuid references consent.consent,
  application_id uuid,
  items text[] not null check (cardinality(items) > 0),
  actor jsonb not null,
  end_user text not null,
  entry_id uuid not null,
  at timestamptz not null,
  check (basis <> 'consent' or (consent_id is not null and grantee_id is not null))
);
create index disclosure_subject on consent.disclosure (subject_id, at);
create index disclosure_grantee on consent.disclosure (grantee_id, at);

create function consent.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'RX002';
end $$;
create trigger consent_is_immutable before update or delete on consent.consent
  for each row execute function consent.refuse_change();
create trigger disclosure_is_immutable before update or delete on consent.disclosure
  for each row execute function consent.refuse_change();
create trigger consent_stays before truncate on consent.consent execute function consent.refuse_change();
create trigger disclosure_stays before truncate on consent.disclosure execute function consent.refuse_change();
create trigger state_stays before delete on consent.state for each row execute function consent.refuse_change();
