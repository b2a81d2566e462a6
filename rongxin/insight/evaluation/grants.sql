-- Runs hold no contents; rows of results are read by the web role through the wall only, and written by the worker.
revoke all on derived.run, derived.feature_row, derived.evaluation from rongxin_web, rongxin_worker;
grant select on derived.run, derived.feature_row, derived.evaluation to rongxin_web, rongxin_worker;
grant insert on derived.run, derived.feature_row, derived.evaluation to rongxin_worker;
