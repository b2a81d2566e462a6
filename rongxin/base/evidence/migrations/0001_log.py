"""The log, its queue, its tree and its seals (存证日志初始结构)."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0001_log.sql"), migrations.RunSQL.noop)]
