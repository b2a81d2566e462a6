-- What providers answered by interface: derived from credit data, so behind the same wall as the records.
create table records.interface_answer (
  id uuid primary key,
  subject_id uuid not null,
  item text not null,
  source text not null,
  consent_id uuid not null,
  nonce text not null unique,
  state text not null check (state in ('returned', 'none_on_file')),
  as_of date not null,
  fetched_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > fetched_at),
  digest text not null,
  sealed bytea not null
);
create index interface_answer_held on records.interface_answer (subject_id, item, expires_at);
