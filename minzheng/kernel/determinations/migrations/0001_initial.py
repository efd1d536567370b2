"""The tables of determinations as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ParameterValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.CharField(max_length=80, verbose_name='归属')),
                ('name', models.CharField(max_length=80, verbose_name='参数')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('category', models.CharField(blank=True, default='', max_length=40, verbose_name='类别')),
                ('since', models.DateField(verbose_name='起用日')),
                ('until', models.DateField(blank=True, null=True, verbose_name='停用日')),
                ('value', models.CharField(max_length=200, verbose_name='数值')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='单位')),
                ('source', models.CharField(max_length=300, verbose_name='依据')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='文号')),
                ('state', models.CharField(choices=[('draft', '待复核'), ('released', '已发布'), ('withdrawn', '已撤回')], default='draft', max_length=12, verbose_name='状态')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('entered_at', models.DateTimeField(blank=True, null=True, verbose_name='录入时间')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
            ],
            options={
                'verbose_name': '参数值',
                'indexes': [models.Index(fields=['policy', 'name', 'division'], name='determinations_value_key')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'released')), fields=('policy', 'name', 'division', 'category', 'since'), name='determinations_one_released_value'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='determinations_value_period_forward')],
            },
        ),
        migrations.CreateModel(
            name='Determination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.CharField(max_length=80, verbose_name='政策')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='people.household')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('month', models.CharField(max_length=7, verbose_name='数据月份')),
                ('at', models.DateField(verbose_name='适用日期')),
                ('outcome', models.CharField(choices=[('eligible', '符合条件'), ('not_eligible', '不符合条件'), ('undetermined', '资料不全，暂不能认定')], max_length=16, verbose_name='结论')),
                ('amount', minzheng.core.fields.MoneyField(blank=True, null=True, verbose_name='月金额')),
                ('purpose', models.CharField(choices=[('cycle', '月度比对'), ('case', '办件认定')], max_length=8, verbose_name='用途')),
                ('snapshot', models.JSONField(verbose_name='快照')),
                ('snapshot_digest', models.CharField(max_length=64, verbose_name='快照摘要')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('created_at', models.DateTimeField(verbose_name='认定时间')),
            ],
            options={
                'verbose_name': '认定',
                'indexes': [models.Index(fields=['household', 'policy', '-created_at'], name='determinations_latest')],
                'constraints': [],
            },
        ),
    ]
