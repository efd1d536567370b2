"""The tables of benefits as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entitlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('benefit', models.CharField(max_length=80, verbose_name='待遇')),
                ('holder', models.CharField(max_length=24, verbose_name='持有人')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entitlements', to='people.household')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('payee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('amount', minzheng.core.fields.MoneyField(verbose_name='月金额')),
                ('valid_from', models.DateField(verbose_name='起始日')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='终止日')),
                ('state', models.CharField(choices=[('active', '在享'), ('suspended', '暂停'), ('ended', '已终止')], default='active', max_length=12, verbose_name='状态')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='确认日')),
                ('recheck_on', models.DateField(blank=True, null=True, verbose_name='复核到期日')),
                ('determination_id', models.BigIntegerField(blank=True, null=True, verbose_name='认定')),
                ('case_id', models.BigIntegerField(blank=True, null=True, verbose_name='办件')),
                ('predecessor', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='benefits.entitlement')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='终止原因')),
                ('is_demo', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': '待遇',
                'indexes': [models.Index(fields=['benefit', 'valid_from', 'valid_to'], name='benefits_in_force'), models.Index(fields=['benefit', 'holder', 'valid_from'], name='benefits_of_holder')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('benefit', 'holder'), name='benefits_one_open_row'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='benefits_period_forward'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='benefits_amount_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='EntitlementEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entitlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='benefits.entitlement')),
                ('kind', models.CharField(max_length=20, verbose_name='变动')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='原因')),
            ],
            options={
                'verbose_name': '待遇变动',
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
