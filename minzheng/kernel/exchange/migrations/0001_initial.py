"""The tables of exchange as they first stood."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data_set', models.CharField(blank=True, max_length=60, verbose_name='数据集')),
                ('partner', models.CharField(blank=True, max_length=40, verbose_name='数据来源')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division', verbose_name='区划')),
                ('month', models.CharField(max_length=7, verbose_name='月份')),
                ('file_name', models.CharField(max_length=255, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64, verbose_name='文件指纹')),
                ('size', models.BigIntegerField(verbose_name='文件大小')),
                ('received_at', models.DateTimeField(verbose_name='接收时间')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='接收人')),
                ('state', models.CharField(choices=[('ingested', '已接收'), ('failed', '无法接收'), ('superseded', '已被更正报送取代')], max_length=12, verbose_name='状态')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='总行数')),
                ('accepted', models.PositiveIntegerField(default=0, verbose_name='直接接收')),
                ('corrected', models.PositiveIntegerField(default=0, verbose_name='更正后接收')),
                ('rejected', models.PositiveIntegerField(default=0, verbose_name='退回')),
                ('sealed_file', models.CharField(blank=True, max_length=255, verbose_name='密封原件')),
                ('lake_path', models.CharField(blank=True, max_length=255, verbose_name='数据湖文件')),
                ('rejects_path', models.CharField(blank=True, max_length=255, verbose_name='退回行文件')),
                ('workbook_path', models.CharField(blank=True, max_length=255, verbose_name='退回表')),
                ('problem', models.CharField(blank=True, max_length=500, verbose_name='问题')),
                ('summary', models.JSONField(default=dict, verbose_name='说明')),
            ],
            options={
                'verbose_name': '报送文件',
                'verbose_name_plural': '报送文件',
                'ordering': ('-month', 'data_set', '-id'),
                'indexes': [models.Index(fields=['data_set', 'state', 'month'], name='exchange_de_data_se_3040fe_idx')],
                'constraints': [models.UniqueConstraint(fields=('data_set', 'month', 'sha256'), name='exchange_delivery_once'), models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('accepted'), '+', models.F('corrected')), '+', models.F('rejected')))), name='exchange_delivery_every_row_counted')],
            },
        ),
        migrations.CreateModel(
            name='SettledReject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settled', to='exchange.delivery', verbose_name='报送文件')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('note', models.CharField(max_length=300, verbose_name='依据')),
                ('settled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='处理人')),
                ('settled_at', models.DateTimeField(verbose_name='处理时间')),
            ],
            options={
                'verbose_name': '已核实的退回行',
                'verbose_name_plural': '已核实的退回行',
                'ordering': ('delivery_id', 'line'),
                'constraints': [models.UniqueConstraint(fields=('delivery', 'line'), name='exchange_reject_once')],
                'indexes': [],
            },
        ),
    ]
