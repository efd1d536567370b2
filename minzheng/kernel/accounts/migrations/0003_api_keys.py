"""Keys of machines and what they filed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_module_switches'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('label', models.CharField(max_length=100, verbose_name='用途')),
                ('issuer', models.CharField(max_length=200, verbose_name='实名认证机构')),
                ('mark', models.CharField(max_length=12, unique=True, verbose_name='密钥标识')),
                ('digest', models.CharField(max_length=64, verbose_name='密钥摘要')),
                ('scopes', models.JSONField(default=list, verbose_name='权限范围')),
                ('per_minute', models.PositiveIntegerField(default=120, verbose_name='每分钟次数上限')),
                ('minute', models.DateTimeField(null=True, verbose_name='计数分钟')),
                ('calls', models.PositiveIntegerField(default=0, verbose_name='本分钟次数')),
                ('used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
                ('made_at', models.DateTimeField(verbose_name='签发时间')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='accounts.mandate', verbose_name='所用岗位')),
            ],
            options={
                'verbose_name': '接口密钥',
                'verbose_name_plural': '接口密钥',
            },
        ),
        migrations.CreateModel(
            name='ApiCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=80, verbose_name='调用方流水号')),
                ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('number', models.CharField(max_length=40, verbose_name='办件编号')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='accounts.apikey')),
            ],
            options={
                'verbose_name': '接口申报',
                'verbose_name_plural': '接口申报',
            },
        ),
        migrations.AddConstraint(
            model_name='apikey',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='accounts_apikey_period'),
        ),
        migrations.AddIndex(
            model_name='apicall',
            index=models.Index(fields=['number'], name='api_case'),
        ),
        migrations.AddConstraint(
            model_name='apicall',
            constraint=models.UniqueConstraint(fields=('key', 'token'), name='api_filed_once'),
        ),
    ]
