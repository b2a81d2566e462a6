revoke update, delete on public.applications_applicationevent, public.applications_disbursement from rongxin_web, rongxin_worker;
revoke delete on public.applications_loanapplication, public.applications_outgoing, public.applications_feed, public.applications_counter
  from rongxin_web, rongxin_worker;
