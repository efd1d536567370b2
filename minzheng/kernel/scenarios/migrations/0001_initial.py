"""The table of scenarios as it first stood."""

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
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('month', models.CharField(max_length=7, verbose_name='人口月份')),
                ('policies', models.JSONField(default=list, verbose_name='政策')),
                ('changes', models.JSONField(default=list, verbose_name='数值变动')),
                ('law_on', models.DateField(blank=True, null=True, verbose_name='适用另一日的规定')),
                ('without', models.JSONField(default=list, verbose_name='不适用地方规定的地区')),
                ('extended', models.JSONField(default=list, verbose_name='推广地方规定')),
                ('divisions', models.JSONField(default=list, verbose_name='限于地区')),
                ('definition', models.CharField(max_length=64, verbose_name='方案摘要')),
                ('state', models.CharField(choices=[('saved', '已保存'), ('released', '已转标准草案'), ('withdrawn', '已撤回')], default='saved', max_length=12, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已完成')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                ('ran_at', models.DateTimeField(blank=True, null=True, verbose_name='运行时间')),
                ('inputs', models.CharField(blank=True, max_length=64, verbose_name='依据摘要')),
                ('figures', models.JSONField(default=dict, verbose_name='结果')),
                ('change_id', models.BigIntegerField(blank=True, null=True, verbose_name='标准草案')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '测算',
                'indexes': [models.Index(fields=['division', '-made_at'], name='scenarios_of_division')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'saved')), fields=('division', 'definition'), name='scenarios_saved_once')],
            },
        ),
    ]
