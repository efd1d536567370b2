"""The tables of divisions as they first stood."""

import datetime
import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Division',
            fields=[
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('code', models.CharField(max_length=15, primary_key=True, serialize=False, verbose_name='代码')),
                ('name', models.CharField(db_index=True, max_length=60, verbose_name='名称')),
                ('level', models.PositiveSmallIntegerField(choices=[(0, '国家'), (1, '省级'), (2, '地级'), (3, '县级'), (4, '乡级'), (5, '村级'), (6, '网格')], verbose_name='层级')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='类别')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='divisions.division', verbose_name='上级')),
                ('path', minzheng.core.fields.BytewiseCharField(db_index=True, max_length=120, verbose_name='路径')),
                ('valid_from', models.DateField(default=datetime.date(1949, 10, 1), verbose_name='设立日期')),
            ],
            options={
                'verbose_name': '区划',
                'verbose_name_plural': '区划',
                'ordering': ('path',),
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='divisions_division_period'), models.CheckConstraint(condition=models.Q(('parent__isnull', False), ('level', 0), _connector='OR'), name='divisions_division_parent')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='DivisionCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='divisions.division', verbose_name='区划')),
                ('system', models.CharField(choices=[('mca', '民政部区划代码'), ('nbs2023', '统计用区划代码（2023）')], max_length=10, verbose_name='代码体系')),
                ('code', models.CharField(max_length=15, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
            ],
            options={
                'verbose_name': '区划代码',
                'verbose_name_plural': '区划代码',
                'indexes': [models.Index(fields=['system', 'code'], name='divisions_code_in_system')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='divisions_divisioncode_period'), models.UniqueConstraint(fields=('division', 'system', 'valid_from'), name='divisions_code_one_per_day')],
            },
        ),
        migrations.CreateModel(
            name='FormerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_places', to='divisions.division', verbose_name='区划')),
                ('path', models.CharField(max_length=120, verbose_name='路径')),
            ],
            options={
                'verbose_name': '原隶属',
                'verbose_name_plural': '原隶属',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='divisions_formerplace_period'), models.UniqueConstraint(fields=('division', 'valid_from'), name='divisions_place_one_per_day')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='DivisionChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', '更名'), ('merge', '并入'), ('transfer', '变更隶属')], max_length=10, verbose_name='变更种类')),
                ('from_division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_from', to='divisions.division', verbose_name='变更前')),
                ('to_division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_to', to='divisions.division', verbose_name='变更后')),
                ('on', models.DateField(verbose_name='变更日期')),
                ('document', models.CharField(max_length=120, verbose_name='批准文号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
            ],
            options={
                'verbose_name': '区划变更',
                'verbose_name_plural': '区划变更',
                'ordering': ('on', 'id'),
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
