-- No disclosure without its entry: whoever calls the function by hand, with whatever arguments, leaves in the log what was
-- opened, on whom, for whom and on which basis. The entry names the disclosure, so none can be used twice.
create function consent.require_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not exists (
    select 1 from evidence.entry e
     where e.id = new.entry_id and e.tag = 'consent:disclosure:made' and e.subject = new.subject_id::text
       and e.actor = new.actor and e.actor ->> 'party' is not distinct from new.grantee_id::text
       and e.facts ->> 'disclosure' = new.id::text and e.facts ->> 'basis' = new.basis
       and e.facts ->> 'purpose' = new.purpose and e.facts -> 'items' = to_jsonb(new.items)
       and e.facts ->> 'consent' is not distinct from new.consent_id::text
       and e.facts ->> 'application' is not distinct from new.application_id::text) then
    raise exception 'a disclosure needs its entry in the log' using errcode = 'RX003';
  end if;
  return new;
end $$;
create trigger require_entry before insert on consent.disclosure
  for each row execute function consent.require_entry();
revoke execute on function consent.require_entry() from public;
