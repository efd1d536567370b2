"""A delivery whose term of retention is over says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more state."""

    dependencies = [("exchange", "0003_row_matches")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("ingested", "已接收"),
                    ("failed", "无法接收"),
                    ("superseded", "已被更正报送取代"),
                    ("expired", "保存期满已清除"),
                ],
                max_length=12,
                verbose_name="状态",
            ),
        )
    ]
