"""The tables of payments as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('benefits', '0001_initial'),
        ('divisions', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaymentRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('benefit', models.CharField(max_length=80, verbose_name='待遇')),
                ('month', models.CharField(max_length=7, verbose_name='发放月份')),
                ('kind', models.CharField(choices=[('regular', '当月发放'), ('extra', '补充发放')], default='regular', max_length=10, verbose_name='类别')),
                ('sequence', models.PositiveSmallIntegerField(default=1, verbose_name='序号')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('state', models.CharField(choices=[('draft', '待提交'), ('submitted', '待复核'), ('approved', '待发送'), ('sent', '已送银行'), ('returned', '已回盘'), ('closed', '已办结')], default='draft', max_length=10, verbose_name='状态')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('made_at', models.DateTimeField(verbose_name='编制时间')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('submitted_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('approved_at', models.DateTimeField(null=True)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('sent_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('seal', models.CharField(blank=True, max_length=64, verbose_name='封存摘要')),
                ('is_demo', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': '发放批次',
                'constraints': [models.UniqueConstraint(fields=('benefit', 'month', 'kind', 'sequence', 'division'), name='payments_run_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PaymentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='payments.paymentrun')),
                ('entitlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='benefits.entitlement')),
                ('benefit', models.CharField(max_length=80)),
                ('holder', models.CharField(max_length=24)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_lines', to='people.household')),
                ('payee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('month', models.CharField(max_length=7, verbose_name='所属月份')),
                ('kind', models.CharField(choices=[('regular', '当月'), ('back', '补发')], default='regular', max_length=10, verbose_name='类别')),
                ('amount', minzheng.core.fields.MoneyField(verbose_name='金额')),
                ('payee_name', models.CharField(blank=True, max_length=60, verbose_name='户名')),
                ('account', minzheng.core.fields.SealedTextField(blank=True, context='payments.account', editable=True, null=True, verbose_name='账号')),
                ('account_index', models.CharField(blank=True, db_index=True, max_length=32)),
                ('bank_name', models.CharField(blank=True, max_length=60, verbose_name='开户行')),
                ('state', models.CharField(choices=[('ready', '待发'), ('blocked', '暂缓'), ('sent', '已送银行'), ('paid', '已到账'), ('failed', '发放失败')], default='ready', max_length=10, verbose_name='状态')),
                ('block_reason', models.CharField(blank=True, max_length=200, verbose_name='暂缓原因')),
                ('failure_code', models.CharField(blank=True, max_length=20, verbose_name='失败代码')),
                ('failure_text', models.CharField(blank=True, max_length=120, verbose_name='失败原因')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='到账日')),
                ('reissue_of', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reissue', to='payments.paymentline')),
            ],
            options={
                'verbose_name': '发放明细',
                'indexes': [models.Index(fields=['run', 'state'], name='payments_run_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('ready', 'sent', 'paid'))), fields=('benefit', 'holder', 'month', 'kind'), name='payments_line_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payments_amount_positive')],
            },
        ),
        migrations.CreateModel(
            name='BankFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='payments.paymentrun')),
                ('bank', models.CharField(max_length=40, verbose_name='银行')),
                ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                ('digest', models.CharField(max_length=64, verbose_name='SM3 摘要')),
                ('lines', models.PositiveIntegerField(verbose_name='笔数')),
                ('total', minzheng.core.fields.MoneyField(verbose_name='金额合计')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
            ],
            options={
                'verbose_name': '银行文件',
                'constraints': [models.UniqueConstraint(fields=('run', 'bank'), name='payments_file_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='BankReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='payments.bankfile')),
                ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                ('digest', models.CharField(max_length=64)),
                ('read_at', models.DateTimeField(verbose_name='读取时间')),
                ('paid', models.PositiveIntegerField(verbose_name='成功笔数')),
                ('failed', models.PositiveIntegerField(verbose_name='失败笔数')),
                ('problems', models.JSONField(default=list, verbose_name='异常行')),
            ],
            options={
                'verbose_name': '银行回盘',
                'constraints': [models.UniqueConstraint(fields=('file', 'digest'), name='payments_return_once')],
                'indexes': [],
            },
        ),
    ]
