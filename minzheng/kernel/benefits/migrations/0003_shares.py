"""What overlaps with other benefits ask of an entitlement."""

from django.db import migrations, models

import minzheng.core.fields


class Migration(migrations.Migration):
    """Three columns, empty where the row itself says it."""

    dependencies = [("benefits", "0002_no_overlap")]
    operations = [
        migrations.AddField(
            model_name="entitlement",
            name="full_amount",
            field=minzheng.core.fields.MoneyField(
                blank=True, null=True, verbose_name="补差前月金额"
            ),
        ),
        migrations.AddField(
            model_name="entitlement",
            name="basic_amount",
            field=minzheng.core.fields.MoneyField(
                blank=True, null=True, verbose_name="基本部分月金额"
            ),
        ),
        migrations.AddField(
            model_name="entitlement",
            name="heads",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="保障人数"),
        ),
    ]
