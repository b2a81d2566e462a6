-- Derived contents: what was worked out about subjects. Results are appended, never changed; a new evaluation
-- stands beside the old one.
create table derived.run (
  id uuid primary key,
  model text not null,
  version text not null,
  engine text not null check (engine in ('duckdb', 'postgres', 'spark')),
  indicator_set text not null,
  snapshot_digest text,          -- null where the records themselves were read: as_of and known_at say which
  as_of date not null,
  known_at timestamptz not null,
  subject_id uuid,               -- null when all subjects were evaluated
  subjects integer not null,
  rows_of uuid not null,         -- the run that kept the feature rows of this one
  made_at timestamptz not null default now()
);
create index run_snapshot on derived.run (snapshot_digest) where snapshot_digest is not null;

create table derived.feature_row (
  run_id uuid not null references derived.run,
  subject_id uuid not null,
  states jsonb not null,         -- item -> ok | none | unauthorised | not_connected | out_of_date
  figures jsonb not null,        -- indicator -> value; decimals as text, so that nothing is rounded
  needs_items text[] not null,   -- consent-bound items whose contents went in
  valid_until date,              -- the last day on which every negative record counted here is public
  primary key (run_id, subject_id)
);
create index feature_row_subject on derived.feature_row (subject_id, run_id);

create table derived.evaluation (
  run_id uuid not null references derived.run,
  subject_id uuid not null,
  model text not null,
  version text not null,
  as_of date not null,
  known_at timestamptz not null,
  score integer,
  grade text,                    -- null: undecided
  points jsonb not null,         -- indicator -> points; null where undecided
  states jsonb not null,         -- of the items that the model uses, and of no other: the reasons need no more leave
  figures jsonb not null,        -- the values that the model was given
  needs_items text[] not null,
  valid_until date,
  primary key (run_id, subject_id)
);
create index evaluation_subject on derived.evaluation (subject_id, model, known_at desc);

create function derived.refuse_change() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'derived.% is append-only', tg_table_name using errcode = 'RX002';
end $$;
create trigger run_stays before update or delete on derived.run for each row execute function derived.refuse_change();
create trigger run_is_not_emptied before truncate on derived.run
  for each statement execute function derived.refuse_change();
create trigger feature_row_stays before update or delete on derived.feature_row
  for each row execute function derived.refuse_change();
create trigger feature_row_is_not_emptied before truncate on derived.feature_row
  for each statement execute function derived.refuse_change();
create trigger evaluation_stays before update or delete on derived.evaluation
  for each row execute function derived.refuse_change();
create trigger evaluation_is_not_emptied before truncate on derived.evaluation
  for each statement execute function derived.refuse_change();

-- The second wall: what a subject's disclosure names, and every consent-bound item that it is made of. A result in
-- which a negative record counts that is public no more is shown to nobody.
alter table derived.feature_row enable row level security;
alter table derived.feature_row force row level security;
create policy computing on derived.feature_row to rongxin_worker using (true) with check (true);
create policy disclosed on derived.feature_row for select to rongxin_web
  using (subject_id = nullif(current_setting('rongxin.subject', true), '')::uuid
         and (valid_until is null or valid_until >= consent.local_day())
         and consent.may_read_derived(subject_id, 'credit_evaluation', needs_items));
alter table derived.evaluation enable row level security;
alter table derived.evaluation force row level security;
create policy computing on derived.evaluation to rongxin_worker using (true) with check (true);
create policy disclosed on derived.evaluation for select to rongxin_web
  using (subject_id = nullif(current_setting('rongxin.subject', true), '')::uuid
         and (valid_until is null or valid_until >= consent.local_day())
         and consent.may_read_derived(subject_id, 'credit_evaluation', needs_items));
