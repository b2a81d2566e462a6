"""The first shape of subject keys (主体数据密钥表初始结构)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject_id",
                    models.UUIDField(
                        help_text="密钥属于哪个信息主体；不设外键，密钥在主体之前的层次。", verbose_name="信息主体"
                    ),
                ),
                (
                    "generation",
                    models.SmallIntegerField(help_text="从 1 起；前一代销毁后才有下一代。", verbose_name="代次"),
                ),
                ("wrapped", models.BinaryField(help_text="销毁后为空。", null=True, verbose_name="包裹后的数据密钥")),
                ("kek_id", models.CharField(max_length=40, verbose_name="密钥加密密钥编号")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("destroyed_at", models.DateTimeField(null=True, verbose_name="销毁时间")),
            ],
            options={
                "verbose_name": "主体数据密钥",
                "db_table": "keys_subject_key",
                "indexes": [models.Index(fields=["kek_id"], name="keys_by_kek")],
                "constraints": [
                    models.UniqueConstraint(fields=("subject_id", "generation"), name="keys_one_key_per_generation"),
                    models.UniqueConstraint(
                        condition=models.Q(("destroyed_at__isnull", True)),
                        fields=("subject_id",),
                        name="keys_one_living_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", False), ("wrapped__isnull", True)),
                            models.Q(("destroyed_at__isnull", True), ("wrapped__isnull", False)),
                            _connector="OR",
                        ),
                        name="keys_destroyed_means_empty",
                    ),
                    models.CheckConstraint(condition=models.Q(("generation__gte", 1)), name="keys_generation_from_one"),
                ],
            },
        ),
    ]
