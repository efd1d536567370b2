"""Phones in the field, their records, versions, receipts, files and conflicts."""

import django.db.models.deletion
import minzheng.core.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('cases', '0003_ratings'),
        ('divisions', '0001_initial'),
        ('documents', '0002_minutes'),
        ('people', '0002_birthday_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name': '变更序号',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='设备')),
                ('registered_at', models.DateTimeField(verbose_name='登记时间')),
                ('seen_at', models.DateTimeField(verbose_name='最近联系')),
                ('waiting', models.PositiveIntegerField(default=0, verbose_name='待上传')),
                ('usage', models.BigIntegerField(default=0, verbose_name='占用空间')),
                ('wipe_ordered_at', models.DateTimeField(null=True, verbose_name='清除指令')),
                ('wipe_reason', models.CharField(blank=True, max_length=200, verbose_name='清除原因')),
                ('wiped_at', models.DateTimeField(null=True, verbose_name='已清除')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='使用人')),
                ('wipe_ordered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '外勤终端',
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='类型')),
                ('form', models.CharField(blank=True, max_length=100, verbose_name='表单')),
                ('rule', models.CharField(blank=True, max_length=100, verbose_name='走访规则')),
                ('state', models.CharField(choices=[('draft', '填写中'), ('submitted', '已提交'), ('refused', '被退回')], default='draft', max_length=20, verbose_name='状态')),
                ('refusal', minzheng.core.fields.SealedTextField(context='offline.refusal', editable=True, null=True, verbose_name='退回原因')),
                ('began_at', models.DateTimeField(verbose_name='开始填写')),
                ('received_at', models.DateTimeField(verbose_name='到达时间')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='提交时间')),
                ('handed_in', models.JSONField(default=list)),
                ('outcome_key', models.CharField(blank=True, max_length=60)),
                ('outcome_id', models.CharField(blank=True, max_length=40)),
                ('is_late', models.BooleanField(default=False, verbose_name='提交后有修改')),
                ('sequence', models.BigIntegerField(db_index=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='填写人')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '外勤记录',
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('op', models.UUIDField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('kept', '已收下'), ('submitted', '已办理'), ('refused', '被退回')], max_length=20)),
                ('text', minzheng.core.fields.SealedTextField(context='offline.receipt', editable=True, null=True, verbose_name='答复')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offline.device')),
                ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='offline.record')),
            ],
            options={
                'verbose_name': '离线回执',
            },
        ),
        migrations.CreateModel(
            name='FieldVersion',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=120, verbose_name='项目')),
                ('value', minzheng.core.fields.SealedTextField(context='offline.value', editable=True, verbose_name='内容')),
                ('bases', models.JSONField(default=list)),
                ('counter', models.BigIntegerField(default=0, verbose_name='设备序号')),
                ('typed_at', models.DateTimeField(verbose_name='填写时间')),
                ('received_at', models.DateTimeField(verbose_name='到达时间')),
                ('is_head', models.BooleanField(default=True)),
                ('sequence', models.BigIntegerField(unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='填写人')),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offline.device')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='offline.record')),
            ],
            options={
                'verbose_name': '填写版本',
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=120, verbose_name='项目')),
                ('kind', models.CharField(choices=[('beside', '两份不同的填写'), ('late', '提交之后才到的修改')], max_length=20, verbose_name='情形')),
                ('found_at', models.DateTimeField(verbose_name='发现时间')),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='处理时间')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='处理说明')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='处理人')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='offline.record')),
            ],
            options={
                'verbose_name': '填写冲突',
            },
        ),
        migrations.CreateModel(
            name='Blob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('refusal', models.CharField(blank=True, max_length=200, verbose_name='不接收原因')),
                ('at', models.DateTimeField(verbose_name='到达时间')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blobs', to='offline.record')),
            ],
            options={
                'verbose_name': '离线附件',
            },
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'submitted'), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='offline_submitted_has_moment'),
        ),
        migrations.AddIndex(
            model_name='fieldversion',
            index=models.Index(fields=['record', 'field'], name='offline_version_field'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(condition=models.Q(('resolved_at__isnull', True)), fields=('record', 'field', 'kind'), name='offline_conflict_open_once'),
        ),
        migrations.AddConstraint(
            model_name='blob',
            constraint=models.UniqueConstraint(fields=('record', 'sha256'), name='offline_blob_once'),
        ),
    ]
