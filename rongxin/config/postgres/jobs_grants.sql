-- The web role may put a job in the queue and nothing else; the worker runs them.
grant select, insert, update, delete on all tables in schema jobs to rongxin_worker;
grant usage, select on all sequences in schema jobs to rongxin_worker;
revoke execute on all functions in schema jobs from public;
grant execute on all functions in schema jobs to rongxin_worker;
do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'jobs' and p.proname like 'procrastinate_defer_%'
  loop
    execute format('alter function %s security definer set search_path = jobs, public', f);
    execute format('grant execute on function %s to rongxin_web', f);
  end loop;
end $$;
