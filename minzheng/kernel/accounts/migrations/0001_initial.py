"""The tables of accounts as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='用户名')),
                ('display_name', models.CharField(max_length=60, verbose_name='姓名')),
                ('phone', minzheng.core.fields.SealedTextField(blank=True, context='accounts.phone', editable=True, null=True, verbose_name='手机号')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('is_demo', models.BooleanField(default=False, verbose_name='演示账户')),
                ('totp_secret', minzheng.core.fields.SealedTextField(blank=True, context='accounts.totp', editable=True, null=True, verbose_name='动态口令密钥')),
                ('totp_confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='动态口令启用时间')),
                ('totp_last_step', models.BigIntegerField(default=0, verbose_name='最近口令序号')),
                ('failed_attempts', models.PositiveSmallIntegerField(default=0, verbose_name='连续失败次数')),
                ('locked_until', models.DateTimeField(blank=True, null=True, verbose_name='锁定至')),
                ('password_changed_at', models.DateTimeField(blank=True, null=True, verbose_name='密码修改时间')),
                ('created_at', models.DateTimeField(blank=True, null=True, verbose_name='建立时间')),
            ],
            options={
                'verbose_name': '用户',
                'verbose_name_plural': '用户',
                'ordering': ('username',),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ('role', models.CharField(choices=[('applicant', '申请人'), ('audit_admin', '审计管理员'), ('auditor', '审计监督人'), ('bureau_head', '民政局负责人'), ('clerk', '乡镇经办人'), ('evaluator', '评估人（只读）'), ('finance', '财务发放人'), ('head', '乡镇负责人'), ('informant', '部门联络员'), ('institution', '服务机构'), ('officer', '县级经办人'), ('reviewer', '县级复核人'), ('security_admin', '安全管理员'), ('supervisor', '市级督导'), ('system', '平台'), ('system_admin', '系统管理员'), ('village_worker', '村级协理员')], max_length=20, verbose_name='角色')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='divisions.division', verbose_name='区划')),
                ('programme', models.CharField(blank=True, default='', max_length=60, verbose_name='业务范围')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='授权人')),
            ],
            options={
                'verbose_name': '岗位授权',
                'verbose_name_plural': '岗位授权',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='accounts_mandate_period'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('user', 'role', 'division', 'programme'), name='accounts_mandate_once')],
                'indexes': [],
            },
        ),
    ]
