"""The wrapped data keys of subjects (主体数据密钥表)."""

from django.db import models


class SubjectKey(models.Model):
    """One row is one data key of one subject, wrapped by a key-encryption key (主体数据密钥).

    Rotation re-wraps it: `wrapped` and `kek_id` change, the data key does not. At the end of retention
    `wrapped` is emptied and `destroyed_at` set; the row stays to say so. A subject that comes back gets
    the next generation, and what was protected before stays unreadable.
    """

    subject_id = models.UUIDField("信息主体", help_text="密钥属于哪个信息主体；不设外键，密钥在主体之前的层次。")
    generation = models.SmallIntegerField("代次", help_text="从 1 起；前一代销毁后才有下一代。")
    wrapped = models.BinaryField("包裹后的数据密钥", null=True, help_text="销毁后为空。")
    kek_id = models.CharField("密钥加密密钥编号", max_length=40)
    created_at = models.DateTimeField("建立时间")
    destroyed_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        db_table = "keys_subject_key"
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "generation"], name="keys_one_key_per_generation"),
            models.UniqueConstraint(
                fields=["subject_id"], condition=models.Q(destroyed_at__isnull=True), name="keys_one_living_key"
            ),
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="keys_destroyed_means_empty",
            ),
            models.CheckConstraint(condition=models.Q(generation__gte=1), name="keys_generation_from_one"),
        ]
        indexes = [models.Index(fields=["kek_id"], name="keys_by_kek")]
        verbose_name = "主体数据密钥"
