-- Products are loaded at the console; pages and the API only show them.
revoke insert, update, delete on public.matching_product from rongxin_web;
