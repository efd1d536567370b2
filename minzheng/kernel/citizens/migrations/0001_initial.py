"""The tables of citizens: accounts, letters of delegation, drafts."""

import django.db.models.deletion
import minzheng.core.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('documents', '0002_minutes'),
        ('people', '0002_birthday_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Citizen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=200, verbose_name='认证机构')),
                ('subject', models.CharField(max_length=200, verbose_name='认证标识')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('id_number', minzheng.core.fields.SealedTextField(context='citizens.id_number', editable=True, null=True, verbose_name='公民身份号码')),
                ('pid', models.CharField(db_index=True, editable=False, max_length=32, verbose_name='号码索引')),
                ('phone', minzheng.core.fields.SealedTextField(context='citizens.phone', editable=True, null=True, verbose_name='手机号')),
                ('assurance', models.CharField(blank=True, max_length=20, verbose_name='实名等级')),
                ('unjoined', models.CharField(blank=True, max_length=20, verbose_name='未关联档案原因')),
                ('created_at', models.DateTimeField(verbose_name='首次登录时间')),
                ('seen_at', models.DateTimeField(verbose_name='最近登录时间')),
                ('large_type', models.BooleanField(default=False, verbose_name='大字版')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citizens', to='people.person', verbose_name='人员')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='citizen', to=settings.AUTH_USER_MODEL, verbose_name='账户')),
            ],
            options={
                'verbose_name': '群众账户',
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('kind', models.CharField(choices=[('guardian', '监护人'), ('parent', '父母'), ('kin', '亲属'), ('neighbour', '邻居'), ('worker', '村（社区）工作人员')], max_length=20, verbose_name='关系')),
                ('state', models.CharField(choices=[('waiting', '待窗口核对'), ('confirmed', '已生效'), ('refused', '未通过')], default='waiting', max_length=12, verbose_name='状态')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='核对时间')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('citizen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='citizens.citizen')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='核对人')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='委托书')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '代办授权',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('service', models.CharField(max_length=100, verbose_name='事项')),
                ('answers', minzheng.core.fields.SealedTextField(context='citizens.answers', editable=True, null=True, verbose_name='已填内容')),
                ('page', models.CharField(blank=True, max_length=40, verbose_name='填到哪一步')),
                ('began_at', models.DateTimeField(verbose_name='开始时间')),
                ('saved_at', models.DateTimeField(verbose_name='最近保存')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='提交时间')),
                ('opened', models.JSONField(default=list, verbose_name='办件')),
                ('citizen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='citizens.citizen')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '申请草稿',
            },
        ),
        migrations.AddConstraint(
            model_name='citizen',
            constraint=models.UniqueConstraint(fields=('issuer', 'subject'), name='citizen_identified_once'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='citizens_delegation_period'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting'), ('withdrawn_at', None)), fields=('citizen', 'person'), name='citizens_delegation_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('decided_by__isnull', False), _connector='OR'), name='citizens_delegation_decided_by'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['citizen', 'sent_at'], name='citizen_drafts'),
        ),
    ]
