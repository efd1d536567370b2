"""The tables of the room of petitions as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('campaigns', '0002_telling'),
        ('cases', '0003_ratings'),
        ('citizens', '0001_initial'),
        ('divisions', '0001_initial'),
        ('people', '0002_birthday_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=32)),
                ('deed', models.CharField(max_length=10, verbose_name='用途')),
                ('on', models.DateField(verbose_name='日期')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='次数')),
            ],
            options={
                'verbose_name': '网上提交次数',
                'constraints': [models.UniqueConstraint(fields=('digest', 'deed', 'on'), name='petitions_address_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_at', models.DateTimeField(verbose_name='会商时间')),
                ('participants', models.JSONField(default=list, verbose_name='参加单位和人员')),
                ('decision', minzheng.core.fields.SealedTextField(context='petitions.decision', editable=True, verbose_name='会商意见')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '个案会商',
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=20, verbose_name='岗位')),
                ('text', models.CharField(max_length=200, verbose_name='事项')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='完成情况')),
                ('done_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='petitions.consultation')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '会商事项',
            },
        ),
        migrations.CreateModel(
            name='Grievance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='编号')),
                ('kind', models.CharField(choices=[('enquiry', '咨询'), ('complaint', '投诉'), ('report', '举报'), ('suggestion', '建议'), ('help', '求助'), ('mandatory', '强制报告'), ('opinion', '规划意见')], max_length=12, verbose_name='类别')),
                ('matter', models.CharField(max_length=40, verbose_name='事项')),
                ('channel', models.CharField(choices=[('portal', '网上'), ('hotline', '热线来电'), ('order', '12345 转办'), ('counter', '窗口'), ('letter', '来信'), ('caller', '来访'), ('field', '下乡走访'), ('media', '媒体反映')], max_length=10, verbose_name='来源')),
                ('line', models.CharField(blank=True, max_length=20, verbose_name='热线')),
                ('order_number', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='转办工单号')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='地点')),
                ('about', models.CharField(blank=True, max_length=100, verbose_name='反映的对象')),
                ('text', minzheng.core.fields.SealedTextField(context='petitions.text', editable=True, verbose_name='内容')),
                ('told_by', minzheng.core.fields.SealedTextField(context='petitions.told_by', editable=True, null=True, verbose_name='反映人')),
                ('phone', minzheng.core.fields.SealedTextField(context='petitions.phone', editable=True, null=True, verbose_name='联系电话')),
                ('phone_index', models.CharField(blank=True, db_index=True, max_length=32)),
                ('is_anonymous', models.BooleanField(default=False, verbose_name='要求保密')),
                ('body', models.CharField(blank=True, choices=[('school', '学校、幼儿园'), ('training', '校外培训、托育、托管机构'), ('medical', '医疗机构'), ('village', '村（居）民委员会'), ('welfare', '儿童福利、救助保护机构'), ('home_service', '家政、看护服务机构'), ('hotel', '旅馆、宾馆'), ('state', '国家机关'), ('other', '其他密切接触未成年人的单位')], max_length=12, verbose_name='报告单位类型')),
                ('body_name', minzheng.core.fields.SealedTextField(context='petitions.body_name', editable=True, null=True, verbose_name='报告单位')),
                ('signs', models.JSONField(default=list, verbose_name='发现的情形')),
                ('plan_key', models.CharField(blank=True, max_length=60, verbose_name='规划代号')),
                ('plan_title', models.CharField(blank=True, max_length=200, verbose_name='规划')),
                ('urgency', models.CharField(choices=[('life', '危及生命'), ('high', '高'), ('medium', '中'), ('low', '低')], default='medium', max_length=8, verbose_name='紧急程度')),
                ('receipt_id', models.CharField(max_length=64, null=True, unique=True, verbose_name='提交标识')),
                ('received_at', models.DateTimeField(verbose_name='收到时间')),
                ('due_at', models.DateTimeField(verbose_name='答复期限')),
                ('respond_by', models.DateTimeField(null=True, verbose_name='首次响应期限')),
                ('responded_at', models.DateTimeField(null=True, verbose_name='首次响应时间')),
                ('state', models.CharField(choices=[('waiting', '待派单'), ('assigned', '已派单'), ('working', '办理中'), ('answered', '已答复'), ('hung', '挂账'), ('joined', '并入同一件'), ('closed', '已办结')], default='waiting', max_length=8, verbose_name='状态')),
                ('hung_at', models.DateTimeField(null=True, verbose_name='挂账时间')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('called_back_at', models.DateTimeField(null=True, verbose_name='回访时间')),
                ('is_solved', models.BooleanField(null=True, verbose_name='是否解决')),
                ('is_satisfied', models.BooleanField(null=True, verbose_name='是否满意')),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='评价意见')),
                ('rounds', models.PositiveSmallIntegerField(default=1, verbose_name='办理次数')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('citizen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='citizens.citizen')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('joined_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='petitions.grievance')),
                ('need', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.needreport')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '诉求',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('told', '登记'), ('sent', '派单'), ('taken', '接单'), ('contacted', '首次响应'), ('added', '补充情况'), ('return_asked', '申请退单'), ('return_decided', '退单审定'), ('more_asked', '申请延期'), ('more_decided', '延期审定'), ('held_up', '挂账'), ('resumed', '恢复办理'), ('replied', '答复'), ('called_back', '回访'), ('again', '二次办理'), ('screened', '初步核查'), ('police', '移交公安'), ('to_lead', '转为救助线索'), ('to_case', '建立办件'), ('conferred', '个案会商'), ('joined_to', '并入同一件'), ('duty_done', '会商事项完成')], max_length=16, verbose_name='事项')),
                ('text', minzheng.core.fields.SealedTextField(context='petitions.entry', editable=True, null=True, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('is_public', models.BooleanField(default=False, verbose_name='对反映人公开')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('grievance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='petitions.grievance')),
            ],
            options={
                'verbose_name': '诉求办理经过',
            },
        ),
        migrations.AddField(
            model_name='consultation',
            name='grievance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='petitions.grievance'),
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=20, verbose_name='热线')),
                ('phone', minzheng.core.fields.SealedTextField(context='petitions.caller', editable=True, null=True, verbose_name='来电号码')),
                ('phone_index', models.CharField(blank=True, db_index=True, max_length=32)),
                ('started_at', models.DateTimeField(verbose_name='接听时间')),
                ('ended_at', models.DateTimeField(verbose_name='结束时间')),
                ('note', minzheng.core.fields.SealedTextField(context='petitions.call', editable=True, verbose_name='通话记录')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('grievance', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='petitions.grievance')),
            ],
            options={
                'verbose_name': '热线来电',
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=20, verbose_name='岗位')),
                ('assigned_at', models.DateTimeField(verbose_name='派单时间')),
                ('due_at', models.DateTimeField(verbose_name='本单位期限')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='接单时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('outcome', models.CharField(blank=True, choices=[('answered', '已答复'), ('returned', '已退单'), ('reassigned', '已改派')], max_length=10, verbose_name='结果')),
                ('return_asked_at', models.DateTimeField(null=True, verbose_name='申请退单时间')),
                ('return_reason', models.CharField(blank=True, max_length=300, verbose_name='退单理由')),
                ('return_accepted', models.BooleanField(null=True, verbose_name='同意退单')),
                ('more_asked_at', models.DateTimeField(null=True, verbose_name='申请延期时间')),
                ('more_reason', models.CharField(blank=True, max_length=300, verbose_name='延期理由')),
                ('more_days', models.PositiveSmallIntegerField(default=0, verbose_name='延期工作日')),
                ('more_accepted', models.BooleanField(null=True, verbose_name='同意延期')),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('more_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('return_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('grievance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='petitions.grievance')),
            ],
            options={
                'verbose_name': '诉求派单',
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('risk', models.CharField(choices=[('life', '危及生命'), ('high', '高'), ('medium', '中'), ('low', '低')], max_length=8, verbose_name='风险等级')),
                ('is_founded', models.BooleanField(verbose_name='需要处置')),
                ('was_seen', models.BooleanField(verbose_name='已见到孩子本人')),
                ('finding', minzheng.core.fields.SealedTextField(context='petitions.finding', editable=True, verbose_name='核查情况')),
                ('checked_at', models.DateTimeField(verbose_name='核查时间')),
                ('police_unit', models.CharField(blank=True, max_length=100, verbose_name='移交公安机关')),
                ('police_receipt', models.CharField(blank=True, max_length=100, verbose_name='公安接收回执')),
                ('police_at', models.DateTimeField(null=True, verbose_name='移交时间')),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('grievance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='screening', to='petitions.grievance')),
            ],
            options={
                'verbose_name': '强制报告核查',
            },
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['division', 'state', 'due_at'], name='petitions_due'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['received_at'], name='petitions_received'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='petitions_answered_in_words'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('joined_to__isnull', True), models.Q(('joined_to', models.F('id')), _negated=True), _connector='OR'), name='petitions_joined_to_another'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['grievance', 'at'], name='petitions_history'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['case', 'started_at'], name='petitions_case_calls'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='petitions_call_forward'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('grievance__isnull', False), ('case__isnull', False), _connector='OR'), name='petitions_call_leads_somewhere'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['division', 'ended_at'], name='petitions_desk'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('grievance',), name='petitions_one_unit_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('police_at__isnull', True), models.Q(('police_unit', ''), _negated=True), _connector='OR'), name='petitions_police_named'),
        ),
    ]
