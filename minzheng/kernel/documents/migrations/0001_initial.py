"""The tables of documents as they first stood."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Archive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fonds', models.CharField(max_length=20, verbose_name='全宗号')),
                ('category', models.CharField(max_length=40, verbose_name='类别')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('retention', models.CharField(choices=[('permanent', '永久'), ('years_100', '100年'), ('years_30', '30年'), ('years_10', '10年')], max_length=20, verbose_name='保管期限')),
                ('piece', models.PositiveIntegerField(verbose_name='件号')),
                ('title', models.CharField(max_length=200, verbose_name='题名')),
                ('subject_key', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('formed_on', models.DateField(verbose_name='形成日期')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='页数')),
                ('state', models.CharField(choices=[('filed', '已归档'), ('transferred', '已移交'), ('appraised', '待销毁审批'), ('destroyed', '已销毁')], default='filed', max_length=20)),
                ('filed_at', models.DateTimeField(verbose_name='归档时间')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('transferred_at', models.DateTimeField(null=True, verbose_name='移交时间')),
                ('receiver', models.CharField(blank=True, max_length=100, verbose_name='接收单位')),
            ],
            options={
                'verbose_name': '档案',
                'constraints': [models.UniqueConstraint(fields=('fonds', 'category', 'year', 'retention', 'piece'), name='archive_number_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archive', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='disposal', to='documents.archive')),
                ('opinion', models.TextField(verbose_name='鉴定意见')),
                ('appraised_at', models.DateTimeField()),
                ('appraised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '档案销毁',
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('appraised_by')), _negated=True), _connector='OR'), name='disposal_needs_two_mandates')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('application_paper', '申请材料'), ('authorisation', '核对授权书'), ('photo', '照片'), ('generated', '制发文书'), ('report', '报告'), ('evidence_pack', '证据包'), ('policy_text', '政策文件全文'), ('other', '其他')], max_length=30)),
                ('title', models.CharField(max_length=200, verbose_name='题名')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('path', models.CharField(max_length=200)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.BigIntegerField(verbose_name='大小')),
                ('content_type', models.CharField(max_length=120, verbose_name='格式')),
                ('subject_key', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('template', models.CharField(blank=True, max_length=60, verbose_name='文书模板')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('created_at', models.DateTimeField(verbose_name='形成时间')),
                ('retention_class', models.CharField(choices=[('permanent', '永久'), ('years_100', '100年'), ('years_30', '30年'), ('years_10', '10年')], default='years_30', max_length=20, verbose_name='保管期限')),
                ('archive_year', models.PositiveSmallIntegerField(null=True, verbose_name='归档年度')),
                ('filed_at', models.DateTimeField(null=True, verbose_name='归档时间')),
                ('archive', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='documents.archive')),
                ('disposed_at', models.DateTimeField(null=True, verbose_name='销毁时间')),
            ],
            options={
                'verbose_name': '材料',
                'indexes': [models.Index(fields=['subject_key', 'subject_id'], name='document_subject')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PolicyDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index_number', models.CharField(max_length=60, unique=True, verbose_name='索引号')),
                ('theme_class', models.CharField(max_length=60, verbose_name='主题分类')),
                ('issuer', models.CharField(max_length=100, verbose_name='发文机关')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='发文字号')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('dated_on', models.DateField(verbose_name='成文日期')),
                ('issued_on', models.DateField(verbose_name='发布日期')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(null=True, verbose_name='失效日期')),
                ('validity_state', models.CharField(choices=[('in_force', '有效'), ('amended', '已修改'), ('repealed', '已废止'), ('expired', '已失效')], max_length=20, verbose_name='效力状态')),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='documents.policydocument')),
                ('full_text', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
            ],
            options={
                'verbose_name': '政策文件',
                'ordering': ['-issued_on', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('document_number', ''), _negated=True), fields=('document_number',), name='policy_document_number_once'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='policy_document_period')],
                'indexes': [],
            },
        ),
    ]
