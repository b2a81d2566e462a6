"""A disclosure names its entry in the log, or there is none."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_map_unmanaged"), ("evidence", "0001_log")]
    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0004_evidence_first.sql"), migrations.RunSQL.noop)]
