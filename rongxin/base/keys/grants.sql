-- A page may open a protected field and protect a new one; re-wrapping and destroying are the worker's; nobody deletes.
revoke update, delete, truncate on keys_subject_key from rongxin_web;
revoke delete, truncate on keys_subject_key from rongxin_worker;
