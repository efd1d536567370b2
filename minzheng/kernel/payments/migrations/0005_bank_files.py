"""The layout and second digest of a bank file; a return that was refused is kept with its reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of bank files and returns."""

    dependencies = [("payments", "0004_audits")]

    operations = [
        migrations.AddField(
            "bankfile", "layout", models.CharField(blank=True, default="", max_length=40, verbose_name="文件格式")
        ),
        migrations.AddField(
            "bankfile", "sha256", models.CharField(blank=True, default="", max_length=64, verbose_name="SHA-256 摘要")
        ),
        migrations.AddField(
            "bankreturn", "refused", models.CharField(blank=True, default="", max_length=300, verbose_name="拒收原因")
        ),
        migrations.AddField(
            "bankreturn", "sha256", models.CharField(blank=True, default="", max_length=64, verbose_name="SHA-256 摘要")
        ),
    ]
