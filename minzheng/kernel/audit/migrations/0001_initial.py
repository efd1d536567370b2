"""The tables of audit as they first stood."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.BigIntegerField(unique=True, verbose_name='序号')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('actor_user_id', models.BigIntegerField(db_index=True, null=True, verbose_name='操作人编号')),
                ('actor_label', models.CharField(max_length=200, verbose_name='操作人')),
                ('mandate_key', models.CharField(blank=True, max_length=100, verbose_name='岗位授权')),
                ('verb', models.CharField(db_index=True, max_length=120, verbose_name='动作')),
                ('subject_key', models.CharField(blank=True, max_length=100, verbose_name='对象种类')),
                ('subject_id', models.CharField(blank=True, max_length=64, verbose_name='对象编号')),
                ('division_code', models.CharField(blank=True, db_index=True, max_length=12, verbose_name='区划')),
                ('detail', models.JSONField(default=dict, verbose_name='内容')),
                ('previous_hash', models.CharField(max_length=64, verbose_name='前一条摘要')),
                ('hash', models.CharField(max_length=64, verbose_name='摘要')),
            ],
            options={
                'verbose_name': '审计记录',
                'verbose_name_plural': '审计记录',
                'db_table': 'audit_entry',
                'ordering': ('sequence',),
                'managed': False,
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
