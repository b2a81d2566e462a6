-- Everybody appends through the function; the worker seals; nobody but the owner could change the tables, and triggers stop the owner.
revoke all on all tables in schema evidence from public, rongxin_web, rongxin_worker;
revoke execute on all functions in schema evidence from public;
grant execute on function evidence.append(uuid, text, jsonb, text, jsonb, text) to rongxin_web, rongxin_worker;
grant select on evidence.entry, evidence.unsealed, evidence.leaf, evidence.node, evidence.seal to rongxin_web, rongxin_worker;
grant insert on evidence.leaf, evidence.node, evidence.seal to rongxin_worker;
grant delete on evidence.unsealed to rongxin_worker;
