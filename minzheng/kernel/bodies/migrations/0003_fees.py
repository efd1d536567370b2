"""What facilities ask for: dated fees, each with its document."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('bodies', '0002_facilities'),
    ]

    operations = [
        migrations.CreateModel(
            name='FacilityFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=60, verbose_name='收费项目')),
                ('amount', minzheng.core.fields.MoneyField(verbose_name='金额')),
                ('unit', models.CharField(max_length=20, verbose_name='计价单位')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(null=True, verbose_name='至')),
                ('document', models.CharField(max_length=120, verbose_name='依据')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='bodies.facility')),
            ],
            options={
                'verbose_name': '设施收费',
                'constraints': [models.UniqueConstraint(fields=('facility', 'item', 'since'), name='bodies_fee_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='bodies_fee_not_negative'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='bodies_fee_forward')],
            },
        ),
    ]
