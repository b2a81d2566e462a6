"""Bring the database in step with the code (数据库升级)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from rongxin.config.postgres import bootstrap

PUBLIC_DEFAULTS = """
grant select, insert, update, delete on all tables in schema public to rongxin_web, rongxin_worker;
grant usage, select on all sequences in schema public to rongxin_web, rongxin_worker;
revoke all on public.django_migrations from rongxin_web, rongxin_worker;
grant select on public.django_migrations to rongxin_web, rongxin_worker;
"""


def run() -> list[str]:
    """Make roles and schemas, migrate every room, then apply the rooms' grants in layer order.

    Runs as the owner. Returns the rooms whose grants were applied.
    """
    bootstrap.prepare()
    call_command("migrate", "contenttypes", "--no-input", verbosity=0, skip_checks=True)
    _migrate_jobs()
    call_command("migrate", "--no-input", verbosity=0, skip_checks=True)
    applied = []
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC_DEFAULTS)
        for name, path in _grants():
            cursor.execute(path.read_text(encoding="utf-8"))
            applied.append(name)
    return applied


def _migrate_jobs() -> None:
    """The queue's tables go to schema `jobs`; the list of migrations already stands in `public`."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('search_path', 'jobs, public', false)")
        call_command("migrate", "procrastinate", "--no-input", verbosity=0, skip_checks=True)
        cursor.execute("select set_config('search_path', %s, false)", [bootstrap.SEARCH_PATH])


def _grants() -> list[tuple[str, Path]]:
    found = [("jobs", Path(__file__).parent / "postgres" / "jobs_grants.sql")]
    for app in settings.INSTALLED_APPS:
        spec = find_spec(app) if app.startswith("rongxin.") else None
        if spec and spec.origin and (path := Path(spec.origin).with_name("grants.sql")).exists():
            found.append((app, path))
    return found
