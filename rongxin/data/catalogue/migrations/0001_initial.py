"""What every record table leans on."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0001_records.sql"), migrations.RunSQL.noop)]
