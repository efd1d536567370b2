"""Drives by which people were told of policies; how often printed codes are scanned."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('campaigns', '0001_campaigns'),
        ('divisions', '0001_initial'),
        ('documents', '0002_minutes'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=160, verbose_name='二维码')),
                ('on', models.DateField(verbose_name='日期')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='次数')),
                ('division', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
            ],
            options={
                'verbose_name': '扫码次数',
                'constraints': [models.UniqueConstraint(fields=('code', 'on'), name='campaigns_code_day_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeDrive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='主题')),
                ('channel', models.CharField(choices=[('fair', '集市、庙会'), ('square', '广场宣传'), ('taxi', '出租车电子屏'), ('broadcast', '村广播、大喇叭'), ('door', '入户发放'), ('hall', '服务大厅、公示栏'), ('other', '其他')], max_length=12, verbose_name='渠道')),
                ('place', models.CharField(max_length=100, verbose_name='地点')),
                ('held_on', models.DateField(verbose_name='日期')),
                ('cards', models.PositiveIntegerField(null=True, verbose_name='发放明白卡、信息咨询卡（张）')),
                ('reached', models.PositiveIntegerField(null=True, verbose_name='到场或覆盖人数')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'verbose_name': '政策宣传',
                'indexes': [models.Index(fields=['division', 'held_on'], name='campaigns_drive_day')],
            },
        ),
    ]
