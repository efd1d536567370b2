"""What our own people found out: recorded facts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('determinations', '0001_initial'),
        ('divisions', '0001_initial'),
        ('documents', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('column', models.CharField(max_length=60, verbose_name='项目')),
                ('number', models.BigIntegerField(blank=True, null=True, verbose_name='数值')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='文字')),
                ('day', models.DateField(blank=True, null=True, verbose_name='日期')),
                ('since', models.DateField(verbose_name='起始日')),
                ('until', models.DateField(blank=True, null=True, verbose_name='终止日（不含）')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='复核日期')),
                ('case_id', models.BigIntegerField(blank=True, null=True, verbose_name='办件')),
                ('visit_id', models.BigIntegerField(blank=True, null=True, verbose_name='走访')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                ('withdraw_reason', models.CharField(blank=True, max_length=300, verbose_name='撤回原因')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recorded_facts', to='people.household')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '调查记录',
                'indexes': [models.Index(fields=['person', 'column', 'since'], name='determinations_fact_person'), models.Index(fields=['household', 'column'], name='determinations_fact_home'), models.Index(fields=['review_on'], name='determinations_fact_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='determinations_fact_period_forward'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdraw_reason', ''), _negated=True), _connector='OR'), name='determinations_fact_withdrawn_with_reason')],
            },
        ),
    ]
