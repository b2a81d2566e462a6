"""Issued reports, their wall, and the public check of a code."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    initial = True
    dependencies = [("consent", "0002_walls"), ("subjects", "0001_initial")]
    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0001_report.sql"), migrations.RunSQL.noop)]
