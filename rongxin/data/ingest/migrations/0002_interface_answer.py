"""The table of interface answers, in the schema of records (接口答复表)."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    dependencies = [("ingest", "0001_initial"), ("catalogue", "0001_initial"), ("consent", "0001_initial")]
    operations = [
        migrations.RunSQL(sqlfile.beside(__file__, "0002_interface_answer.sql"), migrations.RunSQL.noop),
    ]
