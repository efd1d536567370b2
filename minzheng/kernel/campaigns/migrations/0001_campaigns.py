"""The tables of active discovery as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('divisions', '0001_initial'),
        ('monitoring', '0001_initial'),
        ('people', '0001_initial'),
        ('visits', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('target', models.CharField(max_length=40, verbose_name='对象')),
                ('starts_on', models.DateField(verbose_name='开始')),
                ('ends_on', models.DateField(verbose_name='结束')),
                ('state', models.CharField(choices=[('planned', '已计划'), ('running', '摸排中'), ('closed', '已结束')], default='planned', max_length=8, verbose_name='状态')),
                ('planned_at', models.DateTimeField(verbose_name='计划时间')),
                ('listed_at', models.DateTimeField(null=True, verbose_name='生成名单时间')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('conclusion', models.TextField(blank=True, verbose_name='总结')),
                ('closing', models.JSONField(default=list, verbose_name='结束时的数字')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '摸排活动',
            },
        ),
        migrations.CreateModel(
            name='CampaignLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('known', models.JSONField(default=dict, verbose_name='已知情况')),
                ('result', models.CharField(blank=True, choices=[('fine', '情况属实，无需救助'), ('need', '需要救助或应享未享'), ('changed', '情况有变化，须核实'), ('away', '外出未见'), ('gone', '已迁出或死亡')], max_length=8, verbose_name='结果')),
                ('answers', models.JSONField(default=dict, verbose_name='答案')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('visited_at', models.DateTimeField(null=True, verbose_name='走访时间')),
                ('done_at', models.DateTimeField(null=True, verbose_name='登记时间')),
                ('receipt_id', models.CharField(max_length=64, null=True, unique=True, verbose_name='离线回执')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='campaigns.campaign')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('lead', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.lead')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('visit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '摸排名单',
            },
        ),
        migrations.CreateModel(
            name='LifeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('died', '死亡'), ('admitted', '入住机构'), ('discharged', '离开机构'), ('grade_changed', '残疾等级变化'), ('married', '结婚'), ('divorced', '离婚'), ('came_of_age', '年满十八周岁'), ('imprisoned', '服刑或被羁押'), ('released', '刑满或解除羁押')], max_length=16, verbose_name='事件')),
                ('happened_on', models.DateField(verbose_name='发生日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='life_events', to='people.person')),
            ],
            options={
                'verbose_name': '生活事件',
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=60, verbose_name='链条')),
                ('title', models.CharField(max_length=200, verbose_name='事项')),
                ('role', models.CharField(max_length=20, verbose_name='岗位')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('done_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='办理情况')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='campaigns.lifeevent')),
            ],
            options={
                'verbose_name': '事件跟进',
            },
        ),
        migrations.CreateModel(
            name='NeedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('patrol', '村（社区）巡查员'), ('liaison', '乡镇（街道）联络员'), ('coordinator', '民政局协调员'), ('informant', '部门信息员'), ('hotline', '12345 热线'), ('citizen', '群众反映')], max_length=12, verbose_name='来源')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='地点或对象')),
                ('text', models.CharField(max_length=500, verbose_name='情况')),
                ('told_by', models.CharField(blank=True, max_length=60, verbose_name='反映人')),
                ('phone', minzheng.core.fields.SealedTextField(blank=True, context='campaigns.phone', editable=True, null=True, verbose_name='联系电话')),
                ('order_number', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='热线工单号')),
                ('is_joined', models.BooleanField(default=False, verbose_name='并入已有线索')),
                ('reported_at', models.DateTimeField(verbose_name='上报时间')),
                ('answer_due_on', models.DateField(verbose_name='答复期限')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('receipt_id', models.CharField(max_length=64, null=True, unique=True, verbose_name='离线回执')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='monitoring.lead')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': '需求上报',
            },
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='事项')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('sent_at', models.DateTimeField(verbose_name='派单时间')),
                ('reply', models.CharField(blank=True, max_length=500, verbose_name='回报')),
                ('replied_at', models.DateTimeField(null=True, verbose_name='回报时间')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errands', to='campaigns.needreport')),
            ],
            options={
                'verbose_name': '网络派单',
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaigns_campaign_forward'),
        ),
        migrations.AddIndex(
            model_name='campaignline',
            index=models.Index(fields=['campaign', 'division', 'result'], name='campaigns_line_todo'),
        ),
        migrations.AddConstraint(
            model_name='campaignline',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('campaign', 'person'), name='campaigns_person_listed_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignline',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', True)), fields=('campaign', 'household'), name='campaigns_household_listed_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignline',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('household__isnull', False), _connector='OR'), name='campaigns_line_is_about_somebody'),
        ),
        migrations.AddConstraint(
            model_name='campaignline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('result', '')), models.Q(models.Q(('result', ''), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='campaigns_line_done_with_result'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.UniqueConstraint(fields=('person', 'kind', 'happened_on'), name='campaigns_event_once'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(fields=('event', 'chain'), name='campaigns_chain_once'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='campaigns_follow_up_done_in_words'),
        ),
        migrations.AddIndex(
            model_name='needreport',
            index=models.Index(fields=['division', 'answer_due_on'], name='campaigns_report_due'),
        ),
        migrations.AddConstraint(
            model_name='needreport',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='campaigns_answered_in_words'),
        ),
    ]
