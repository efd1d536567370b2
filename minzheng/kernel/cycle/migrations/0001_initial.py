"""The tables of cycle as they first stood."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CycleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7, unique=True, verbose_name='月份')),
                ('state', models.CharField(choices=[('waiting', '未开始'), ('running', '进行中'), ('finished', '已完成'), ('failed', '未完成')], default='waiting', max_length=8, verbose_name='状态')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('runs', models.PositiveIntegerField(default=0, verbose_name='运行次数')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '月度周期',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='StageRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='cycle.cyclerun')),
                ('key', models.CharField(max_length=40, verbose_name='阶段')),
                ('state', models.CharField(choices=[('waiting', '未开始'), ('running', '进行中'), ('finished', '已完成'), ('failed', '未完成')], default='waiting', max_length=8, verbose_name='状态')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('seconds', models.FloatField(blank=True, null=True, verbose_name='用时（秒）')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已完成')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                ('summary', models.JSONField(default=dict, verbose_name='结果')),
                ('problem', models.CharField(blank=True, max_length=500, verbose_name='问题')),
            ],
            options={
                'verbose_name': '阶段进度',
                'constraints': [models.UniqueConstraint(fields=('cycle', 'key'), name='cycle_one_row_per_stage')],
                'indexes': [],
            },
        ),
    ]
