"""What was reported can never be changed (只增不改)."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [migrations.RunSQL(sqlfile.beside(__file__, "append_only.sql"), migrations.RunSQL.noop)]
