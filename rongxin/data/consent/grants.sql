-- The web role reads consents and the register of disclosures without tokens; it writes neither.
grant select on consent.consent, consent.state to rongxin_web, rongxin_worker;
revoke all on consent.disclosure from rongxin_web, rongxin_worker;
grant select (id, basis, subject_id, grantee_id, purpose, consent_id, application_id, items, actor, end_user, entry_id, at)
  on consent.disclosure to rongxin_web, rongxin_worker;
grant select on consent.compute_grants to rongxin_web, rongxin_worker;
revoke execute on all functions in schema consent from public;
grant execute on function consent.local_day() to rongxin_web, rongxin_worker;
grant execute on function consent.grant_consent(uuid, uuid, uuid, text[], text, date, date, uuid, jsonb, text, text)
  to rongxin_web, rongxin_worker;
grant execute on function consent.move_state(uuid, text[], text) to rongxin_web, rongxin_worker;
grant execute on function consent.open_disclosure(uuid, text, uuid, uuid, text, uuid, uuid, text[], jsonb, text, uuid)
  to rongxin_web, rongxin_worker;
grant execute on function consent.hold(uuid) to rongxin_web, rongxin_worker;
grant execute on function consent.may_read(uuid, text) to rongxin_web, rongxin_worker;
grant execute on function consent.may_read_derived(uuid, text, text[]) to rongxin_web, rongxin_worker;
revoke update, delete on public.consent_refusal from rongxin_web, rongxin_worker;
