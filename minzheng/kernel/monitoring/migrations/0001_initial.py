"""The tables of monitoring as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
        ('people', '0001_initial'),
        ('visits', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True, verbose_name='发现编号')),
                ('month', models.CharField(max_length=7, verbose_name='月份')),
                ('kind', models.CharField(max_length=40, verbose_name='类型')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='people.household')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('outcome_before', models.CharField(blank=True, max_length=16, verbose_name='原状态')),
                ('outcome_after', models.CharField(blank=True, max_length=16, verbose_name='重新认定结论')),
                ('amount_before', minzheng.core.fields.MoneyField(blank=True, null=True, verbose_name='原月金额')),
                ('amount_after', minzheng.core.fields.MoneyField(blank=True, null=True, verbose_name='重新认定月金额')),
                ('summary', models.CharField(max_length=300, verbose_name='摘要')),
                ('evidence', models.JSONField(default=list, verbose_name='证据')),
                ('detail', models.JSONField(default=dict, verbose_name='其他')),
                ('risk', models.CharField(choices=[('high', '高'), ('medium', '中'), ('low', '低')], max_length=8, verbose_name='风险')),
                ('state', models.CharField(choices=[('new', '有效'), ('superseded', '已被新数据取代')], default='new', max_length=12, verbose_name='状态')),
                ('repeats', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='monitoring.finding')),
                ('found_at', models.DateTimeField(verbose_name='发现时间')),
            ],
            options={
                'verbose_name': '比对发现',
                'indexes': [models.Index(fields=['month', 'kind'], name='monitoring_finding_month'), models.Index(fields=['household', '-month'], name='monitoring_finding_household'), models.Index(fields=['division', 'month'], name='monitoring_finding_division')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('category', models.CharField(max_length=40, verbose_name='类别')),
                ('residence', models.CharField(max_length=8, verbose_name='城乡')),
                ('persons', models.PositiveIntegerField(verbose_name='人数')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='止')),
                ('source', models.CharField(max_length=120, verbose_name='来源')),
            ],
            options={
                'verbose_name': '低收入人口名册',
                'indexes': [models.Index(fields=['division', 'category'], name='monitoring_register_place')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('household', 'category'), name='monitoring_one_open_register_row'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='monitoring_register_forward')],
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('cycle', '数据比对'), ('visit', '走访发现'), ('hotline', '热线反映'), ('report', '网格报告')], max_length=8, verbose_name='来源')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='类型')),
                ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='people.household')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('finding', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lead', to='monitoring.finding')),
                ('text', models.CharField(max_length=500, verbose_name='内容')),
                ('risk', models.CharField(choices=[('high', '高'), ('medium', '中'), ('low', '低')], max_length=8, verbose_name='风险')),
                ('found_on', models.DateField(verbose_name='发现日期')),
                ('due_on', models.DateField(verbose_name='核查期限')),
                ('reported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('state', models.CharField(choices=[('open', '待核查'), ('verifying', '核查中'), ('case_opened', '已转办件'), ('closed', '已办结')], default='open', max_length=12, verbose_name='状态')),
                ('verifier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='处置措施')),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='结果')),
                ('recheck_on', models.DateField(blank=True, null=True, verbose_name='回访日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('close_reason', models.CharField(blank=True, max_length=300, verbose_name='办结原因')),
                ('case_id', models.BigIntegerField(blank=True, null=True, verbose_name='办件')),
            ],
            options={
                'verbose_name': '线索',
                'indexes': [models.Index(fields=['division', 'state', 'due_on'], name='monitoring_lead_todo'), models.Index(fields=['household', 'kind'], name='monitoring_lead_household')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_on__isnull', False), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='monitoring_closed_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'case_opened'), _negated=True), ('case_id__isnull', False), _connector='OR'), name='monitoring_case_opened_has_case')],
            },
        ),
        migrations.CreateModel(
            name='LeadEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='monitoring.lead')),
                ('action', models.CharField(choices=[('warned', '预警'), ('taken', '开始核查'), ('visited', '入户核查'), ('helped', '帮扶'), ('rechecked', '回访'), ('case_opened', '转入办件'), ('closed', '办结'), ('superseded', '数据更新，预警消除'), ('reopened', '再次预警')], max_length=12, verbose_name='动作')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit')),
            ],
            options={
                'verbose_name': '处置记录',
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
