-- Classes and coverage are no contents: both roles may read them; the worker alone adds coverage.
revoke all on records.item_class, records.coverage from rongxin_web, rongxin_worker;
grant select on records.item_class, records.coverage to rongxin_web, rongxin_worker;
grant insert on records.coverage to rongxin_worker;
grant execute on function records.uuid7() to rongxin_worker;
revoke all on records.nothing_found from rongxin_web, rongxin_worker;
grant select on records.nothing_found to rongxin_web, rongxin_worker;
grant insert on records.nothing_found to rongxin_worker;
