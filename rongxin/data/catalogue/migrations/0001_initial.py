"""What every record table leans on."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    initial = True
    dependencies = [("consent", "0002_walls")]  # the walls ask consent.may_read
    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0001_records.sql"), migrations.RunSQL.noop)]
