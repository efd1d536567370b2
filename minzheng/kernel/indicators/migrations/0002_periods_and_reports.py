"""Figures of any period, what they said before, what is reported and released."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('divisions', '0001_initial'),
        ('documents', '0002_minutes'),
        ('indicators', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='observation', name='indicators_observation_once'),
        migrations.RemoveIndex(model_name='observation', name='indicators_series'),
        migrations.RenameField(model_name='observation', old_name='month', new_name='period'),
        migrations.CreateModel(
            name='Definition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, unique=True, verbose_name='代码')),
                ('label', models.CharField(max_length=200, verbose_name='指标')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='单位')),
                ('kind', models.CharField(choices=[('stock', '期末时点'), ('flow', '当期发生')], max_length=10, verbose_name='性质')),
                ('every', models.CharField(choices=[('month', '月'), ('quarter', '季'), ('half', '半年'), ('year', '年')], max_length=10, verbose_name='频率')),
                ('better', models.CharField(choices=[('up', '越高越好'), ('down', '越低越好')], default='up', max_length=10, verbose_name='方向')),
                ('definition', models.TextField(verbose_name='口径')),
                ('numerator', models.CharField(blank=True, max_length=300, verbose_name='分子')),
                ('denominator', models.CharField(blank=True, max_length=300, verbose_name='分母')),
                ('module', models.CharField(blank=True, max_length=100, verbose_name='数据来源')),
                ('owner', models.CharField(blank=True, max_length=200, verbose_name='责任单位')),
                ('basis', models.CharField(max_length=300, verbose_name='依据')),
                ('per', models.PositiveIntegerField(default=1, verbose_name='换算倍数')),
                ('digits', models.PositiveSmallIntegerField(default=0, verbose_name='小数位')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '自定义指标',
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7, verbose_name='统计期')),
                ('cells', models.JSONField(default=list, verbose_name='公布的指标值')),
                ('state', models.CharField(choices=[('draft', '待批准'), ('approved', '已公布'), ('withdrawn', '已撤回')], default='draft', max_length=10, verbose_name='状态')),
                ('at', models.DateTimeField(verbose_name='拟稿时间')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='批准时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='撤回理由')),
            ],
            options={
                'verbose_name': '指标公布',
            },
        ),
        migrations.CreateModel(
            name='ReportedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=100, verbose_name='指标')),
                ('period', models.CharField(max_length=7, verbose_name='统计期')),
                ('numerator', models.BigIntegerField(verbose_name='分子')),
                ('denominator', models.BigIntegerField(null=True, verbose_name='分母')),
                ('source', models.CharField(max_length=300, verbose_name='来源文件')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('flags', models.JSONField(default=list, verbose_name='提示')),
                ('state', models.CharField(choices=[('submitted', '待审核'), ('accepted', '已审核'), ('rejected', '已退回'), ('withdrawn', '已撤回')], default='submitted', max_length=10, verbose_name='状态')),
                ('at', models.DateTimeField(verbose_name='填报时间')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='审核时间')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
            ],
            options={
                'verbose_name': '上报值',
            },
        ),
        migrations.CreateModel(
            name='Restatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=100, verbose_name='指标')),
                ('period', models.CharField(max_length=7, verbose_name='统计期')),
                ('dimension', models.CharField(blank=True, default='', max_length=40, verbose_name='分组')),
                ('category', models.CharField(blank=True, default='', max_length=40, verbose_name='分组值')),
                ('numerator', models.BigIntegerField(verbose_name='分子')),
                ('denominator', models.BigIntegerField(null=True, verbose_name='分母')),
                ('origin', models.CharField(default='computed', max_length=10, verbose_name='来源')),
                ('version', models.CharField(blank=True, default='', max_length=16, verbose_name='口径版本')),
                ('computed_at', models.DateTimeField(verbose_name='计算时间')),
                ('replaced_at', models.DateTimeField(verbose_name='更正时间')),
                ('reason', models.CharField(max_length=300, verbose_name='更正原因')),
            ],
            options={
                'verbose_name': '指标更正',
            },
        ),
        migrations.AddField(
            model_name='observation',
            name='origin',
            field=models.CharField(default='computed', max_length=10, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='observation',
            name='version',
            field=models.CharField(blank=True, default='', max_length=16, verbose_name='口径版本'),
        ),
        migrations.AlterField(
            model_name='observation',
            name='period',
            field=models.CharField(max_length=7, verbose_name='统计期'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['indicator', 'period', 'division'], name='indicators_series'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(fields=('indicator', 'division', 'period', 'dimension', 'category'), name='indicators_observation_once'),
        ),
        migrations.AddField(
            model_name='definition',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='release',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='release',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='release',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddField(
            model_name='release',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='reportedvalue',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='reportedvalue',
            name='checked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='审核人'),
        ),
        migrations.AddField(
            model_name='reportedvalue',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddField(
            model_name='reportedvalue',
            name='evidence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='restatement',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('division', 'period'), name='indicators_release_once'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('by')), _negated=True), _connector='OR'), name='indicators_release_two_people'),
        ),
        migrations.AddIndex(
            model_name='reportedvalue',
            index=models.Index(fields=['indicator', 'division', 'period'], name='indicators_reported'),
        ),
        migrations.AddConstraint(
            model_name='reportedvalue',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'submitted')), fields=('indicator', 'division', 'period'), name='indicators_reported_open_once'),
        ),
        migrations.AddConstraint(
            model_name='reportedvalue',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), ('state', 'withdrawn'), models.Q(('checked_by', models.F('by')), _negated=True), _connector='OR'), name='indicators_reported_two_people'),
        ),
        migrations.AddIndex(
            model_name='restatement',
            index=models.Index(fields=['indicator', 'period', 'division'], name='indicators_restated'),
        ),
    ]
