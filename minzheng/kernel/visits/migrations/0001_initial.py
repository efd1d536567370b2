"""The tables of visits as they first stood."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('divisions', '0001_initial'),
        ('documents', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('survey', '入户调查'), ('neighbour', '邻里访问'), ('letter', '信函索证'), ('county_check', '县级抽查'), ('lead_check', '线索核实'), ('care', '走访探视')], max_length=20)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='people.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='cases.case')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('purpose', models.CharField(max_length=200, verbose_name='目的')),
                ('visited_at', models.DateTimeField(verbose_name='走访时间')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('second_visitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('is_emergency', models.BooleanField(default=False, verbose_name='紧急情况')),
                ('is_remote', models.BooleanField(default=False, verbose_name='远程方式')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('findings', models.JSONField(default=dict, verbose_name='调查情况')),
                ('conclusion', models.TextField(blank=True, verbose_name='调查结论')),
                ('receipt_id', models.CharField(max_length=64, null=True, unique=True, verbose_name='离线回执')),
                ('photos', models.ManyToManyField(related_name='+', to='documents.document')),
            ],
            options={
                'verbose_name': '走访',
                'constraints': [models.CheckConstraint(condition=models.Q(('second_visitor', None), models.Q(('second_visitor', models.F('by')), _negated=True), _connector='OR'), name='second_visitor_is_another')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='VisitFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='visits.visit')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('column', models.CharField(max_length=60, verbose_name='事实')),
                ('number', models.BigIntegerField(null=True)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('valid_from', models.DateField(verbose_name='起算日')),
            ],
            options={
                'verbose_name': '走访所得事实',
                'indexes': [models.Index(fields=['household', 'column', 'valid_from'], name='visit_fact_lookup')],
                'constraints': [],
            },
        ),
    ]
