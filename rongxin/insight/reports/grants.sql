-- Reports: the web role stores and reads them under a token only; checking a code needs none.
revoke all on derived.report from rongxin_web, rongxin_worker;
grant select, insert on derived.report to rongxin_web, rongxin_worker;
revoke execute on function derived.may_touch_report(uuid, text[], text, uuid), derived.verify_report(text) from public;
grant execute on function derived.may_touch_report(uuid, text[], text, uuid) to rongxin_web, rongxin_worker;
grant execute on function derived.verify_report(text) to rongxin_web, rongxin_worker;
