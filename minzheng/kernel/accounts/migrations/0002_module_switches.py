"""From when a module works at a place: the switches."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ModuleSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('module', models.CharField(max_length=60, verbose_name='模块')),
                ('is_on', models.BooleanField(verbose_name='启用')),
                ('is_pilot', models.BooleanField(default=False, verbose_name='试点')),
                ('document', models.CharField(max_length=120, verbose_name='依据文件')),
                ('decided_at', models.DateTimeField(verbose_name='决定时间')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='决定人')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division', verbose_name='区划')),
            ],
            options={
                'verbose_name': '模块启停',
                'verbose_name_plural': '模块启停',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='accounts_moduleswitch_period'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('module', 'division'), name='accounts_module_switched_once'), models.CheckConstraint(condition=models.Q(('is_pilot', False), ('is_on', True), _connector='OR'), name='accounts_pilot_is_on')],
            },
        ),
    ]
