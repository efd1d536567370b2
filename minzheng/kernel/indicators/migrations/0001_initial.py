"""The tables of indicators as they first stood."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=100, verbose_name='指标')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('month', models.CharField(max_length=7, verbose_name='月份')),
                ('dimension', models.CharField(blank=True, default='', max_length=40, verbose_name='分组')),
                ('category', models.CharField(blank=True, default='', max_length=40, verbose_name='分组值')),
                ('numerator', models.BigIntegerField(verbose_name='分子')),
                ('denominator', models.BigIntegerField(null=True, verbose_name='分母')),
                ('is_suppressed', models.BooleanField(default=False, verbose_name='对外隐藏')),
                ('computed_at', models.DateTimeField(verbose_name='计算时间')),
            ],
            options={
                'verbose_name': '指标值',
                'indexes': [models.Index(fields=['indicator', 'month', 'division'], name='indicators_series')],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'division', 'month', 'dimension', 'category'), name='indicators_observation_once')],
            },
        ),
    ]
