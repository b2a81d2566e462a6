-- The web role takes deliveries in and shows what became of them; what becomes of them only a worker writes.
revoke insert, update, delete on public.ingest_rejection, public.ingest_queuedrow from rongxin_web;
revoke update, delete on public.ingest_batch from rongxin_web;
revoke update, delete on public.ingest_delivery from rongxin_web, rongxin_worker;
revoke update, delete on public.ingest_rejection from rongxin_worker;
