-- Issued reports. Contents are protected under the subject's data key; what stands in clear says only that a report
-- was made. Rows are added, never changed; when the subject's key is destroyed the contents are gone with it.
create table derived.report (
  id uuid primary key,
  number text not null unique,
  code text not null unique check (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  subject_id uuid not null,
  cut text not null check (cut in ('public', 'consented', 'self')),
  items text[] not null check (cardinality(items) > 0),
  needs_items text[] not null,
  made_for uuid,
  disclosure_id uuid not null unique,
  entry_id uuid not null,
  content_enc bytea not null,
  pdf_enc bytea not null,
  content_digest text not null check (content_digest ~ '^[0-9a-f]{64}$'),
  pdf_digest text not null check (pdf_digest ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null,
  check (cut <> 'public' or cardinality(needs_items) = 0)
);
create index report_subject on derived.report (subject_id, made_at);

create function derived.refuse_report_change() returns trigger language plpgsql as $$
begin
  raise exception 'derived.report is append-only' using errcode = 'RX002';
end $$;
create trigger report_is_append_only before update or delete on derived.report
  for each row execute function derived.refuse_report_change();
create trigger report_stays before truncate on derived.report execute function derived.refuse_report_change();

-- A stored report is read, or a new one stored, under the token of a disclosure that is fresh, committed, and whose
-- consent is in force. The subject sees every report on itself. A bank sees what was made for itself (the name of
-- another bank on the cover is nobody else's business) and only while its consent names everything that is in it.
create function derived.may_touch_report(wanted uuid, needs text[], report_cut text, made_for uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return exists (
    select 1 from consent.disclosure d
     where d.token = nullif(current_setting('rongxin.token', true), '')::uuid
       and d.subject_id = wanted
       and consent.may_read(wanted, d.items[1])
       and (report_cut = 'public' or d.basis = 'self' or (d.grantee_id = made_for and needs <@ d.items)));
end $$;

alter table derived.report enable row level security;
alter table derived.report force row level security;
create policy worker_all on derived.report to rongxin_worker using (true) with check (true);
create policy owner_sees on derived.report for select to rongxin_owner using (true);
create policy disclosed on derived.report for select to rongxin_web
  using (subject_id = nullif(current_setting('rongxin.subject', true), '')::uuid
         and derived.may_touch_report(subject_id, needs_items, cut, made_for));
create policy issued on derived.report for insert to rongxin_web
  with check (subject_id = nullif(current_setting('rongxin.subject', true), '')::uuid
              and derived.may_touch_report(subject_id, needs_items, cut, made_for));

-- What anybody may know who holds a verification code. The code has 55 random bits; there is no other way in.
create function derived.verify_report(wanted text, out number text, out cut text, out made_at timestamptz,
  out subject_name text, out content_digest text, out pdf_digest text) returns setof record
language sql stable security definer set search_path = pg_catalog as $$
  select r.number, r.cut, r.made_at, s.name, r.content_digest, r.pdf_digest
    from derived.report r left join public.subjects_subject s on s.id = r.subject_id
   where r.code = $1 $$;
