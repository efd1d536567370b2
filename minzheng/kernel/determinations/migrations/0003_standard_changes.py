"""Papers that change standards, and the values they bring and replace."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('determinations', '0002_recorded_facts'),
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandardChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='事由')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='文号')),
                ('source', models.CharField(max_length=300, verbose_name='依据')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='成文日期')),
                ('issued_by', models.CharField(choices=[('state', '国家'), ('province', '省级'), ('prefecture', '市级'), ('county', '县级')], max_length=12, verbose_name='发文机关层级')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('state', models.CharField(choices=[('draft', '待复核'), ('released', '已发布'), ('withdrawn', '已撤回')], default='draft', max_length=12, verbose_name='状态')),
                ('digest', models.CharField(max_length=64)),
                ('scenario_id', models.BigIntegerField(blank=True, null=True, verbose_name='测算方案')),
                ('made_at', models.DateTimeField(verbose_name='拟稿时间')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='发布说明')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '标准调整',
            },
        ),
        migrations.AddField(
            model_name='parametervalue',
            name='change',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='determinations.standardchange'),
        ),
        migrations.AddField(
            model_name='parametervalue',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced', to='determinations.standardchange'),
        ),
        migrations.AddConstraint(
            model_name='standardchange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('made_by', 'digest'), name='determinations_draft_once'),
        ),
    ]
