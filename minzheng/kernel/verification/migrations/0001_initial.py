"""The tables of verification as they first stood."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('determinations', '0001_initial'),
        ('divisions', '0001_initial'),
        ('documents', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations', to='people.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations', to='people.person')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('signed_on', models.DateField(verbose_name='签署日期')),
                ('valid_to', models.DateField(verbose_name='有效期至（不含）')),
                ('scope', models.CharField(max_length=200, verbose_name='授权范围')),
                ('identity_seen', models.BooleanField(default=True, verbose_name='已核验身份证')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
            ],
            options={
                'verbose_name': '核对授权',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('signed_on'))), name='authorisation_period')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='cases.case')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='核对编号')),
                ('requested_at', models.DateTimeField(verbose_name='委托时间')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('start_due_on', models.DateField(verbose_name='启动截止日')),
                ('due_on', models.DateField(verbose_name='出具截止日')),
                ('state', models.CharField(choices=[('requested', '核对中'), ('returned', '已出报告')], default='requested', max_length=20)),
                ('month', models.CharField(blank=True, max_length=7, verbose_name='数据月份')),
                ('queried_at', models.DateTimeField(null=True, verbose_name='自动查询时间')),
                ('report', models.JSONField(default=dict, verbose_name='报告')),
                ('determination', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='determinations.determination')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('evidence_digest', models.CharField(blank=True, max_length=64, verbose_name='证据摘要')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('returned_at', models.DateTimeField(null=True, verbose_name='出具时间')),
                ('valid_to', models.DateField(null=True, verbose_name='有效期至（不含）')),
                ('recheck_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rechecks', to='verification.verification')),
            ],
            options={
                'verbose_name': '经济状况核对',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('case',), name='one_running_verification')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ManualQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='manual_queries', to='verification.verification')),
                ('department', models.CharField(max_length=100, verbose_name='查询单位')),
                ('matter', models.CharField(max_length=200, verbose_name='查询内容')),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('due_on', models.DateField(verbose_name='回复截止日')),
                ('state', models.CharField(choices=[('waiting', '待回复'), ('answered', '已回复')], default='waiting', max_length=20)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('answer', models.TextField(blank=True, verbose_name='回复')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'verbose_name': '人工查询',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='verification.verification')),
                ('raised_at', models.DateTimeField()),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('text', models.TextField(verbose_name='异议内容')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('due_on', models.DateField(verbose_name='复核截止日')),
                ('state', models.CharField(choices=[('open', '复核中'), ('upheld', '异议成立'), ('dismissed', '异议不成立')], default='open', max_length=20)),
                ('result', models.TextField(blank=True, verbose_name='复核结果')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '核对异议',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ManualItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='verification.manualquery')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('column', models.CharField(max_length=60)),
                ('number', models.BigIntegerField()),
            ],
            options={
                'verbose_name': '人工查询所得',
                'constraints': [models.UniqueConstraint(fields=('query', 'person', 'column'), name='manual_item_once')],
                'indexes': [],
            },
        ),
    ]
