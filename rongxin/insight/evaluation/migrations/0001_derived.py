"""Runs, feature rows and evaluations, behind the second wall."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    initial = True
    dependencies = [("consent", "0002_walls")]  # the wall asks consent.may_read_derived
    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0001_derived.sql"), migrations.RunSQL.noop)]
