-- Who is who decides what may be shown, so a page cannot change it: registering and suspending are the worker's. Signing in
-- renews the password's hash and notes the moment.
revoke insert, update, delete on public.parties_party, public.parties_person, public.parties_machineclient from rongxin_web;
revoke delete on public.parties_party, public.parties_person, public.parties_machineclient from rongxin_worker;
grant update (password, last_login) on public.parties_person to rongxin_web;
