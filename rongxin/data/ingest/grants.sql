-- The web role takes deliveries in and shows what became of them; what becomes of them only a worker writes.
revoke insert, update, delete on public.ingest_rejection, public.ingest_queuedrow from rongxin_web;
revoke update, delete on public.ingest_batch from rongxin_web;
revoke update, delete on public.ingest_delivery from rongxin_web, rongxin_worker;
revoke update, delete on public.ingest_rejection from rongxin_worker;
revoke update, delete on public.ingest_interfacecall from rongxin_web;

-- Answers by interface are read under a disclosure that covers their item, as records are.
alter table records.interface_answer enable row level security;
alter table records.interface_answer force row level security;
drop policy if exists computing on records.interface_answer;
create policy computing on records.interface_answer to rongxin_worker using (true) with check (true);
drop policy if exists disclosed on records.interface_answer;
create policy disclosed on records.interface_answer for select to rongxin_web
  using (subject_id = nullif(current_setting('rongxin.subject', true), '')::uuid
         and consent.may_read(subject_id, item));
revoke all on records.interface_answer from rongxin_web, rongxin_worker;
grant select on records.interface_answer to rongxin_web;
grant select, insert on records.interface_answer to rongxin_worker;
