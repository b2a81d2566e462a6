-- Subjects are never deleted; identifiers and names are added, not changed.
revoke delete, truncate on public.subjects_subject, public.subjects_identifier, public.subjects_name
  from rongxin_web, rongxin_worker;
revoke update on public.subjects_identifier, public.subjects_name from rongxin_web, rongxin_worker;
-- Nobody comes to be known through a page.
revoke insert, update on public.subjects_subject, public.subjects_identifier, public.subjects_name from rongxin_web;
