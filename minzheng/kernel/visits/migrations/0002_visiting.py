"""Visits by rule with their proof; duties, those who serve at home, posts in villages."""

import django.db.models.deletion
import minzheng.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0001_initial'),
        ('divisions', '0001_initial'),
        ('documents', '0001_initial'),
        ('people', '0001_initial'),
        ('visits', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='培训内容')),
                ('held_on', models.DateField(verbose_name='培训日期')),
                ('hours', models.PositiveSmallIntegerField(verbose_name='学时')),
                ('is_passed', models.BooleanField(default=True, verbose_name='考核合格')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '村级人员培训',
            },
        ),
        migrations.CreateModel(
            name='VisitDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60, verbose_name='走访规则')),
                ('due_on', models.DateField(null=True, verbose_name='应走访日期')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(null=True, verbose_name='结束日期')),
                ('chased_at', models.DateTimeField(null=True, verbose_name='催办时间')),
                ('escalated_at', models.DateTimeField(null=True, verbose_name='报乡镇时间')),
                ('chases', models.PositiveSmallIntegerField(default=0, verbose_name='催办次数')),
                ('at', models.DateTimeField(verbose_name='分派时间')),
            ],
            options={
                'verbose_name': '走访任务',
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='摘要')),
                ('likeness', models.CharField(blank=True, max_length=16, verbose_name='图像指纹')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='拍摄时间')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='纬度')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='经度')),
            ],
            options={
                'verbose_name': '走访照片凭证',
            },
        ),
        migrations.CreateModel(
            name='VisitReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('cleared', '核实无误'), ('rejected', '不予认可')], max_length=10, verbose_name='结论')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='核验时间')),
            ],
            options={
                'verbose_name': '走访核验',
            },
        ),
        migrations.CreateModel(
            name='WorkTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('survey', '家庭经济状况调查'), ('filing', '建档访视'), ('needs', '需求分析'), ('discovery', '主动发现和协助申请'), ('linking', '资源链接'), ('information', '政策咨询'), ('counselling', '心理调适'), ('referral', '转办转介'), ('integration', '社会融入')], max_length=16, verbose_name='任务')),
                ('text', models.CharField(max_length=300, verbose_name='要求')),
                ('due_on', models.DateField(verbose_name='完成期限')),
                ('result', models.TextField(blank=True, verbose_name='完成情况')),
                ('needs', models.JSONField(default=list, verbose_name='发现的需求')),
                ('passed_to', models.CharField(blank=True, max_length=120, verbose_name='转介去向')),
                ('done_on', models.DateField(null=True, verbose_name='完成日期')),
                ('at', models.DateTimeField(verbose_name='交办时间')),
            ],
            options={
                'verbose_name': '社工任务',
            },
        ),
        migrations.AddField(
            model_name='visit',
            name='accuracy',
            field=models.PositiveIntegerField(null=True, verbose_name='定位精度（米）'),
        ),
        migrations.AddField(
            model_name='visit',
            name='answers',
            field=models.JSONField(default=dict, verbose_name='表单答案'),
        ),
        migrations.AddField(
            model_name='visit',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='纬度'),
        ),
        migrations.AddField(
            model_name='visit',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='经度'),
        ),
        migrations.AddField(
            model_name='visit',
            name='rule',
            field=models.CharField(blank=True, max_length=60, verbose_name='走访规则'),
        ),
        migrations.AddField(
            model_name='visit',
            name='standing',
            field=models.CharField(blank=True, choices=[('', '正常'), ('suspicious', '待核'), ('cleared', '核实无误'), ('rejected', '不予认可')], max_length=10, verbose_name='核验'),
        ),
        migrations.AddField(
            model_name='visit',
            name='suspicions',
            field=models.JSONField(default=list, verbose_name='存疑之处'),
        ),
        migrations.AddField(
            model_name='visit',
            name='written_at',
            field=models.DateTimeField(null=True, verbose_name='填写时间'),
        ),
        migrations.AlterField(
            model_name='visit',
            name='kind',
            field=models.CharField(choices=[('survey', '入户调查'), ('neighbour', '邻里访问'), ('letter', '信函索证'), ('county_check', '县级抽查'), ('lead_check', '线索核实'), ('care', '走访探视'), ('service', '照料服务'), ('contact', '亲情联系')], max_length=20),
        ),
        migrations.CreateModel(
            name='Assistant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('post', models.CharField(choices=[('assistant', '社会救助协理员'), ('child_director', '儿童主任'), ('child_supervisor', '儿童督导员'), ('visitor', '养老探访员')], max_length=16, verbose_name='岗位')),
                ('is_full_time', models.BooleanField(default=False, verbose_name='专职')),
                ('pay', minzheng.core.fields.MoneyField(blank=True, null=True, verbose_name='月补助（元）')),
                ('pay_source', models.CharField(blank=True, max_length=100, verbose_name='补助来源')),
                ('duties', models.TextField(verbose_name='职责')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='离任原因')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '村级民政服务人员',
            },
        ),
        migrations.CreateModel(
            name='CareActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='活动名称')),
                ('held_on', models.DateField(verbose_name='活动日期')),
                ('organiser', models.CharField(max_length=100, verbose_name='组织者')),
                ('children', models.PositiveIntegerField(verbose_name='参加儿童人数')),
                ('volunteers', models.PositiveIntegerField(default=0, verbose_name='志愿者人数')),
                ('content', models.CharField(blank=True, max_length=500, verbose_name='内容')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
            ],
            options={
                'verbose_name': '关爱服务活动',
            },
        ),
        migrations.CreateModel(
            name='CareCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('relation', models.CharField(blank=True, max_length=60, verbose_name='与照料对象关系')),
                ('duties', models.TextField(verbose_name='照料内容和责任')),
                ('signed_on', models.DateField(verbose_name='责任书签订日期')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='解除原因')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('supervisor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '照料责任书',
            },
        ),
        migrations.CreateModel(
            name='HomePlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('latitude', models.DecimalField(decimal_places=6, max_digits=9, verbose_name='纬度')),
                ('longitude', models.DecimalField(decimal_places=6, max_digits=9, verbose_name='经度')),
                ('accuracy', models.PositiveIntegerField(default=0, verbose_name='定位精度（米）')),
                ('source', models.CharField(choices=[('visit', '首次走访'), ('hand', '人工标注')], max_length=8, verbose_name='来源')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('household', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='home_place', to='people.household')),
            ],
            options={
                'verbose_name': '住址位置',
            },
        ),
        migrations.CreateModel(
            name='QualityAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessed_on', models.DateField(verbose_name='评估日期')),
                ('scores', models.JSONField(verbose_name='各项得分')),
                ('total', models.PositiveSmallIntegerField(verbose_name='平均得分')),
                ('is_passed', models.BooleanField(verbose_name='合格')),
                ('remarks', models.CharField(blank=True, max_length=500, verbose_name='评估意见和整改要求')),
                ('mend_by', models.DateField(null=True, verbose_name='整改期限')),
                ('mended_on', models.DateField(null=True, verbose_name='整改完成日期')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='visits.carecharge')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
            ],
            options={
                'verbose_name': '照料服务质量评估',
            },
        ),
        migrations.CreateModel(
            name='ServiceWorker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('kind', models.CharField(choices=[('carer', '照料服务人员'), ('social_worker', '社会工作者'), ('visitor', '探访服务员'), ('volunteer', '志愿者')], max_length=16, verbose_name='类别')),
                ('body', models.CharField(blank=True, max_length=120, verbose_name='所属机构')),
                ('certificate', models.CharField(blank=True, max_length=60, verbose_name='职业资格证书')),
                ('contract', models.CharField(blank=True, max_length=60, verbose_name='购买服务合同编号')),
                ('phone', minzheng.core.fields.SealedTextField(blank=True, context='visits.worker_phone', editable=True, null=True, verbose_name='联系电话')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
            ],
            options={
                'verbose_name': '服务人员',
            },
        ),
        migrations.AddField(
            model_name='carecharge',
            name='worker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='visits.serviceworker'),
        ),
        migrations.AddField(
            model_name='visit',
            name='worker',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='visits.serviceworker'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['division', 'visited_at'], name='visits_in_place'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['by', 'visited_at'], name='visits_of_worker'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='visits_place_is_whole'),
        ),
        migrations.AddField(
            model_name='training',
            name='assistant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='visits.assistant'),
        ),
        migrations.AddField(
            model_name='training',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='visitduty',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='visitduty',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddField(
            model_name='visitduty',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household'),
        ),
        migrations.AddField(
            model_name='visitduty',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='visitduty',
            name='worker',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='visitphoto',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddField(
            model_name='visitphoto',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='visitphoto',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='visits.visit'),
        ),
        migrations.AddField(
            model_name='visitreview',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='visitreview',
            name='visit',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='visits.visit'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='division',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='done_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='visit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit'),
        ),
        migrations.AddField(
            model_name='worktask',
            name='worker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='visits.serviceworker'),
        ),
        migrations.AddConstraint(
            model_name='assistant',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='visits_assistant_period'),
        ),
        migrations.AddConstraint(
            model_name='assistant',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('division', 'post', 'name'), name='visits_assistant_once'),
        ),
        migrations.AddConstraint(
            model_name='assistant',
            constraint=models.CheckConstraint(condition=models.Q(('pay__isnull', True), ('pay__gte', 0), _connector='OR'), name='visits_pay_not_negative'),
        ),
        migrations.AddIndex(
            model_name='careactivity',
            index=models.Index(fields=['division', 'held_on'], name='visits_activity_in_place'),
        ),
        migrations.AddConstraint(
            model_name='careactivity',
            constraint=models.UniqueConstraint(fields=('division', 'title', 'held_on'), name='visits_activity_once'),
        ),
        migrations.AddConstraint(
            model_name='homeplace',
            constraint=models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='visits_home_on_earth'),
        ),
        migrations.AddConstraint(
            model_name='qualityassessment',
            constraint=models.UniqueConstraint(fields=('charge', 'assessed_on'), name='visits_assessed_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='qualityassessment',
            constraint=models.CheckConstraint(condition=models.Q(('is_passed', True), models.Q(('mend_by__isnull', False), models.Q(('remarks', ''), _negated=True)), _connector='OR'), name='visits_failed_is_mended'),
        ),
        migrations.AddConstraint(
            model_name='serviceworker',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='visits_serviceworker_period'),
        ),
        migrations.AddConstraint(
            model_name='serviceworker',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('division', 'kind', 'name', 'body'), name='visits_worker_once'),
        ),
        migrations.AddConstraint(
            model_name='carecharge',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='visits_carecharge_period'),
        ),
        migrations.AddConstraint(
            model_name='carecharge',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('worker', 'person'), name='visits_charge_once'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.UniqueConstraint(fields=('assistant', 'title', 'held_on'), name='visits_training_once'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gt', 0)), name='visits_training_has_hours'),
        ),
        migrations.AddIndex(
            model_name='visitduty',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['division', 'rule'], name='visits_duty_open'),
        ),
        migrations.AddConstraint(
            model_name='visitduty',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('person__isnull', False)), fields=('rule', 'household', 'person'), name='visits_duty_of_person_once'),
        ),
        migrations.AddConstraint(
            model_name='visitduty',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('person__isnull', True)), fields=('rule', 'household'), name='visits_duty_of_home_once'),
        ),
        migrations.AddConstraint(
            model_name='visitphoto',
            constraint=models.UniqueConstraint(fields=('visit', 'document'), name='visits_photo_once'),
        ),
        migrations.AddConstraint(
            model_name='visitreview',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='visits_review_has_reason'),
        ),
        migrations.AddIndex(
            model_name='worktask',
            index=models.Index(fields=['division', 'due_on'], name='visits_task_due'),
        ),
        migrations.AddConstraint(
            model_name='worktask',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), models.Q(('result', ''), _negated=True), _connector='OR'), name='visits_task_done_in_words'),
        ),
    ]
