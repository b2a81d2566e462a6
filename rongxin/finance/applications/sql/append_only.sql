-- What an institution reported is never changed and never removed.
create or replace function public.applications_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'RX010';
end $$;

create trigger applications_event_append_only before update or delete or truncate on public.applications_applicationevent
  for each statement execute function public.applications_refuse_change();
create trigger applications_disbursement_append_only before update or delete or truncate on public.applications_disbursement
  for each statement execute function public.applications_refuse_change();
create trigger applications_never_deleted before delete or truncate on public.applications_loanapplication
  for each statement execute function public.applications_refuse_change();
