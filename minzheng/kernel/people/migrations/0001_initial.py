"""The tables of people as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
import minzheng.kernel.people.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('divisions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', minzheng.core.fields.BytewiseCharField(db_index=True, max_length=100, verbose_name='姓名')),
                ('name_pinyin', minzheng.core.fields.BytewiseCharField(blank=True, db_index=True, max_length=200, verbose_name='拼音')),
                ('name_initials', minzheng.core.fields.BytewiseCharField(blank=True, db_index=True, max_length=50, verbose_name='拼音首字母')),
                ('sex', models.CharField(choices=[('male', '男'), ('female', '女'), ('unknown', '未说明')], default='unknown', max_length=8, verbose_name='性别')),
                ('birth_on', models.DateField(blank=True, null=True, verbose_name='出生日期')),
                ('id_number', minzheng.core.fields.SealedTextField(blank=True, context='people.id_number', editable=True, null=True, verbose_name='公民身份号码')),
                ('pid', models.CharField(editable=False, max_length=32, null=True, unique=True, verbose_name='号码索引')),
                ('id_status', models.CharField(choices=[('valid', '号码有效'), ('invalid', '号码有误'), ('none', '无号码')], default='none', max_length=8, verbose_name='号码状态')),
                ('phone', minzheng.core.fields.SealedTextField(blank=True, context='people.phone', editable=True, null=True, verbose_name='手机号')),
                ('phone_index', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=32, verbose_name='手机索引')),
                ('account_number', minzheng.core.fields.SealedTextField(blank=True, context='people.account', editable=True, null=True, verbose_name='银行账号')),
                ('account_index', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=32, verbose_name='账号索引')),
                ('bank_name', models.CharField(blank=True, default='', max_length=100, verbose_name='开户银行')),
                ('account_name', models.CharField(blank=True, default='', max_length=100, verbose_name='账户户名')),
                ('died_on', models.DateField(blank=True, null=True, verbose_name='死亡日期')),
                ('residence', models.CharField(choices=[('urban', '城镇'), ('rural', '农村')], default='rural', max_length=8, verbose_name='户口性质')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division', verbose_name='户籍地')),
                ('address', minzheng.core.fields.SealedTextField(blank=True, context='people.address', editable=True, null=True, verbose_name='住址')),
                ('ethnicity', models.CharField(blank=True, default='', max_length=20, verbose_name='民族')),
                ('is_demo', models.BooleanField(default=False, verbose_name='演示数据')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person', verbose_name='已并入')),
                ('created_at', models.DateTimeField(blank=True, null=True, verbose_name='建档时间')),
            ],
            options={
                'verbose_name': '人员',
                'verbose_name_plural': '人员',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('id_status', minzheng.kernel.people.choices.IdStatus['VALID']), _negated=True), ('pid__isnull', False), _connector='OR'), name='people_person_valid_has_pid'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='people_person_not_merged_into_itself')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='家庭编号')),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='户主')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division', verbose_name='所在村（社区）')),
                ('residence', models.CharField(choices=[('urban', '城镇'), ('rural', '农村')], default='rural', max_length=8, verbose_name='户口性质')),
                ('address', minzheng.core.fields.SealedTextField(blank=True, context='people.household_address', editable=True, null=True, verbose_name='住址')),
                ('hukou_book', models.CharField(blank=True, db_index=True, max_length=30, verbose_name='户口簿号')),
                ('is_demo', models.BooleanField(default=False, verbose_name='演示数据')),
            ],
            options={
                'verbose_name': '家庭',
                'verbose_name_plural': '家庭',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='people_household_period')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Kinship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kin', to='people.person', verbose_name='人员')),
                ('relative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='亲属')),
                ('kind', models.CharField(choices=[('spouse', '配偶'), ('child', '子女'), ('parent', '父母'), ('guardian', '监护人'), ('ward', '被监护人'), ('supporter', '赡养抚养扶养义务人'), ('other', '其他亲属')], max_length=12, verbose_name='关系')),
            ],
            options={
                'verbose_name': '亲属关系',
                'verbose_name_plural': '亲属关系',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='people_kinship_period'), models.CheckConstraint(condition=models.Q(('person', models.F('relative')), _negated=True), name='people_kinship_not_oneself'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('person', 'relative', 'kind'), name='people_kinship_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PersonFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='people.person', verbose_name='人员')),
                ('kind', models.CharField(choices=[('religious', '宗教教职人员（年数）'), ('missing', '宣告失踪'), ('conscript', '义务兵'), ('village_committee', '村（居）委会成员'), ('no_capacity', '无民事行为能力')], max_length=20, verbose_name='种类')),
                ('value', models.IntegerField(default=1, verbose_name='数值')),
            ],
            options={
                'verbose_name': '人员标识',
                'verbose_name_plural': '人员标识',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='people_personflag_period'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('person', 'kind'), name='people_flag_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MergeRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='保留')),
                ('dropped', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='并入')),
                ('trace', models.JSONField(default=dict, verbose_name='明细')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('merged_at', models.DateTimeField(verbose_name='合并时间')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='合并人')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate', verbose_name='撤销人')),
            ],
            options={
                'verbose_name': '合并记录',
                'verbose_name_plural': '合并记录',
                'ordering': ('-merged_at', '-id'),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.household', verbose_name='家庭')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.person', verbose_name='人员')),
                ('relation', models.CharField(choices=[('head', '户主'), ('spouse', '配偶'), ('child', '子女'), ('grandchild', '孙子女'), ('parent', '父母'), ('grandparent', '祖父母'), ('sibling', '兄弟姐妹'), ('other', '其他')], default='other', max_length=12, verbose_name='与户主关系')),
                ('years_together', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='共同生活年数')),
                ('has_support_duty', models.BooleanField(default=True, verbose_name='有法定扶养关系')),
                ('can_live_independently', models.BooleanField(default=True, verbose_name='能独立生活')),
                ('lives_with_other_parent', models.BooleanField(default=False, verbose_name='随另一方父母生活')),
                ('left_reason', models.CharField(blank=True, default='', max_length=60, verbose_name='离开原因')),
            ],
            options={
                'verbose_name': '家庭成员',
                'verbose_name_plural': '家庭成员',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='people_membership_period'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('person',), name='people_membership_one_household')],
                'indexes': [],
            },
        ),
    ]
