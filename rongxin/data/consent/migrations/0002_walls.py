"""The checks of disclosures and the functions that row-level security asks."""

from django.db import migrations

from rongxin.base.common import sqlfile


class Migration(migrations.Migration):
    # plpgsql bodies are checked when they run, so records.item_class may come later.
    dependencies = [("consent", "0001_initial")]
    operations = [migrations.RunSQL(sqlfile.beside(__file__, "0002_walls.sql"), migrations.RunSQL.noop)]
