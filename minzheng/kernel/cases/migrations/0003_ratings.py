"""Ratings of handlings with what follows a bad one; appointments of persons and for matters without a case."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('cases', '0002_referral_applicant_alter_referral_household_and_more'),
        ('divisions', '0001_initial'),
        ('people', '0002_birthday_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(max_length=100, verbose_name='事项')),
                ('level', models.PositiveSmallIntegerField(choices=[(5, '非常满意'), (4, '满意'), (3, '基本满意'), (2, '不满意'), (1, '非常不满意')], verbose_name='评价')),
                ('tags', models.JSONField(default=list, verbose_name='评价标签')),
                ('words', minzheng.core.fields.SealedTextField(context='cases.rating_words', editable=True, null=True, verbose_name='评价内容')),
                ('channel', models.CharField(choices=[('portal', '网上'), ('code', '扫码')], max_length=10, verbose_name='渠道')),
                ('at', models.DateTimeField(verbose_name='评价时间')),
            ],
            options={
                'verbose_name': '服务评价',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RatingCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='回访期限')),
                ('answer_due_on', models.DateField(verbose_name='整改反馈期限')),
                ('called_at', models.DateTimeField(null=True, verbose_name='回访时间')),
                ('was_reached', models.BooleanField(null=True, verbose_name='是否联系上')),
                ('said', minzheng.core.fields.SealedTextField(context='cases.rating_call', editable=True, null=True, verbose_name='回访情况')),
                ('outcome', models.CharField(blank=True, choices=[('true', '属实'), ('partly', '部分属实'), ('unfounded', '不属实')], max_length=12, verbose_name='核实结果')),
                ('found', models.TextField(blank=True, verbose_name='核实情况')),
                ('mended', models.TextField(blank=True, verbose_name='整改措施')),
                ('answer', models.TextField(blank=True, verbose_name='给评价人的答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='反馈时间')),
            ],
            options={
                'verbose_name': '差评回访',
            },
        ),
        migrations.CreateModel(
            name='RatingInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='评价码')),
                ('channel', models.CharField(choices=[('message', '消息'), ('paper', '窗口回执')], max_length=10, verbose_name='渠道')),
                ('invited_at', models.DateTimeField(verbose_name='邀请时间')),
                ('expires_on', models.DateField(verbose_name='有效期至')),
                ('used_at', models.DateTimeField(null=True, verbose_name='评价时间')),
            ],
            options={
                'verbose_name': '评价邀请',
            },
        ),
        migrations.RemoveConstraint(
            model_name='appointment',
            name='one_appointment_a_day',
        ),
        migrations.AddField(
            model_name='appointment',
            name='arrived_at',
            field=models.DateTimeField(null=True, verbose_name='到达时间'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='预约人'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='reminded_at',
            field=models.DateTimeField(null=True, verbose_name='提醒时间'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='household',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='people.household'),
        ),
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(choices=[('step', '办件环节'), ('lead', '线索核查'), ('referral', '转办'), ('recheck', '定期复核'), ('rating', '差评整改'), ('other', '其他')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('household__isnull', False)), fields=('workflow', 'household', 'on'), name='one_appointment_a_day'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('household', None)), fields=('workflow', 'person', 'on'), name='one_own_appointment_a_day'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('household__isnull', False), ('person__isnull', False), _connector='OR'), name='appointment_is_for_somebody'),
        ),
        migrations.AddField(
            model_name='rating',
            name='appointment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='cases.appointment'),
        ),
        migrations.AddField(
            model_name='rating',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='rating',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='cases.case'),
        ),
        migrations.AddField(
            model_name='rating',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddField(
            model_name='rating',
            name='follows',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='after_mending', to='cases.rating', verbose_name='原评价'),
        ),
        migrations.AddField(
            model_name='ratingcall',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='ratingcall',
            name='called_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='ratingcall',
            name='rating',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='cases.rating'),
        ),
        migrations.AddField(
            model_name='ratinginvitation',
            name='appointment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rating_invitations', to='cases.appointment'),
        ),
        migrations.AddField(
            model_name='ratinginvitation',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rating_invitations', to='cases.case'),
        ),
        migrations.AddField(
            model_name='ratinginvitation',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.rating', verbose_name='原评价'),
        ),
        migrations.AddIndex(
            model_name='rating',
            index=models.Index(fields=['division', 'at'], name='rating_place'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(condition=models.Q(('follows', None)), fields=('case',), name='one_rating_of_a_case'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(condition=models.Q(('follows', None)), fields=('appointment',), name='one_rating_of_a_visit'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('appointment__isnull', False), _connector='OR'), name='rating_is_about_a_handling'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 5)), name='rating_has_five_levels'),
        ),
        migrations.AddConstraint(
            model_name='ratinginvitation',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('appointment__isnull', False), _connector='OR'), name='invitation_is_about_a_handling'),
        ),
    ]
