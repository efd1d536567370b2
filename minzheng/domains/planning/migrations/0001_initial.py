"""The tables of plans, their tracking, assessment and reports."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_module_switches"),
        ("bodies", "0001_initial"),
        ("campaigns", "0001_campaigns"),
        ("divisions", "0001_initial"),
        ("documents", "0002_minutes"),
        ("payments", "0007_recovery"),
        ("purchases", "0002_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="DueReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_key", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("soon", "到期提醒"), ("late", "逾期督办")],
                        max_length=8,
                        verbose_name="提醒",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="期限")),
                ("at", models.DateTimeField(verbose_name="提醒时间")),
            ],
            options={
                "verbose_name": "到期提醒",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_key", "subject_id", "kind", "due_on"),
                        name="planning_reminded_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.CharField(max_length=7, verbose_name="季度")),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="本季度第几次")),
                ("due_on", models.DateField(verbose_name="最迟")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "待检查"), ("done", "已检查")],
                        default="planned",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="检查日期")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="检查地点")),
                (
                    "opinion",
                    models.CharField(blank=True, max_length=1000, verbose_name="检查指导意见"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="登记时间"),
                ),
                ("at", models.DateTimeField(verbose_name="计划时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "companion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "inspector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "乡镇实地检查",
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rules", "实施细则"),
                            ("measures", "办法"),
                            ("scheme", "实施方案"),
                            ("action", "行动方案"),
                            ("assessment", "考核细则"),
                            ("programme", "专项规划"),
                            ("standard", "标准规范"),
                            ("other", "其他文件"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("plain", "一般文件"),
                            ("normative", "行政规范性文件"),
                            ("major", "重大行政决策"),
                        ],
                        default="plain",
                        max_length=10,
                        verbose_name="制定程序",
                    ),
                ),
                (
                    "ordered_by",
                    models.CharField(blank=True, max_length=200, verbose_name="提出依据"),
                ),
                ("owner", models.CharField(blank=True, max_length=100, verbose_name="责任单位")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="要求印发日期")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("ordered", "待起草"),
                            ("drafting", "起草中"),
                            ("consult", "征求意见和论证"),
                            ("legality", "合法性审核"),
                            ("deliberate", "待审议印发"),
                            ("issued", "已印发"),
                            ("evaluated", "已评估"),
                            ("cancelled", "已撤销"),
                        ],
                        default="ordered",
                        max_length=12,
                        verbose_name="阶段",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="发文字号"),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "evaluation",
                    models.CharField(blank=True, max_length=12, verbose_name="到期评估结论"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="撤销原因")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.policydocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "制度建设事项",
            },
        ),
        migrations.CreateModel(
            name="LegalityReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("materials", models.JSONField(verbose_name="送审材料")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="紧急")),
                ("submitted_on", models.DateField(verbose_name="送审日期")),
                ("due_on", models.DateField(verbose_name="审核期限")),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lawful", "合法"),
                            ("to_change", "应当修改"),
                            ("unlawful", "不合法"),
                        ],
                        max_length=12,
                        verbose_name="审核意见",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="意见内容")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="审核日期")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="planning.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "合法性审核",
            },
        ),
        migrations.CreateModel(
            name="MeasureStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafting", "起草"),
                            ("consult", "公众参与（征求意见）"),
                            ("experts", "专家论证"),
                            ("risk", "风险评估"),
                            ("legality", "合法性审核"),
                            ("deliberate", "集体审议"),
                            ("issue", "印发公布"),
                            ("evaluate", "到期评估"),
                        ],
                        max_length=12,
                        verbose_name="环节",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("on", models.DateField(verbose_name="完成日期")),
                ("text", models.CharField(max_length=500, verbose_name="情况")),
                (
                    "excuse",
                    models.CharField(blank=True, max_length=300, verbose_name="免除或缩短的理由"),
                ),
                ("is_excused", models.BooleanField(default=False, verbose_name="依法不需要")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="planning.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "制定环节",
            },
        ),
        migrations.CreateModel(
            name="Mechanism",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leading_group", "领导小组或委员会"),
                            ("joint_meeting", "部门联席会议"),
                            ("coordination", "工作协调机制"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="成立文件")),
                ("duty", models.CharField(max_length=500, verbose_name="职责")),
                ("office", models.CharField(blank=True, max_length=100, verbose_name="办公室设在")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
            ],
            options={
                "verbose_name": "议事协调机制",
            },
        ),
        migrations.CreateModel(
            name="MechanismMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("chair", "召集人（组长）"),
                            ("vice", "副召集人（副组长）"),
                            ("member", "成员"),
                            ("office", "办公室联络员"),
                        ],
                        max_length=8,
                        verbose_name="职务",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("unit", models.CharField(max_length=100, verbose_name="单位")),
                ("post", models.CharField(blank=True, max_length=60, verbose_name="单位职务")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "mechanism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="planning.mechanism",
                    ),
                ),
            ],
            options={
                "verbose_name": "机制成员",
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("weekly", "周例会"),
                            ("mechanism", "协调机制会议"),
                            ("special", "专题会议"),
                            ("work", "工作会议"),
                        ],
                        max_length=10,
                        verbose_name="会议",
                    ),
                ),
                (
                    "convener",
                    models.CharField(
                        choices=[("party", "党委"), ("government", "政府"), ("bureau", "民政部门")],
                        max_length=10,
                        verbose_name="召开",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="会议名称")),
                ("held_on", models.DateField(verbose_name="召开日期")),
                ("place", models.CharField(max_length=100, verbose_name="地点")),
                ("chair", models.CharField(max_length=60, verbose_name="主持")),
                ("attendees", models.CharField(blank=True, max_length=1000, verbose_name="参会")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "mechanism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="planning.mechanism",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "会议",
            },
        ),
        migrations.CreateModel(
            name="MeetingIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=200, verbose_name="议题")),
                ("decision", models.CharField(max_length=1000, verbose_name="决定")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="planning.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "议题",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True, verbose_name="代号")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("five_year_plan", "五年规划"),
                            ("annual_work_list", "年度工作要点"),
                            ("three_year_action", "三年行动方案"),
                            ("special_plan", "专项规划"),
                            ("action_plan", "行动方案"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="印发单位")),
                ("document_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("period_from", models.DateField(verbose_name="规划期起")),
                ("period_to", models.DateField(verbose_name="规划期止")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "待发布"), ("in_force", "实施中"), ("closed", "已结束")],
                        default="in_force",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "midterm_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="中期评估年度"
                    ),
                ),
                (
                    "final_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="终期评估年度"
                    ),
                ),
                ("third_party", models.BooleanField(default=False, verbose_name="引入第三方评估")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("printed", models.JSONField(blank=True, default=dict, verbose_name="原文记载")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subordinates",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "规划",
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="planning.plan",
            ),
        ),
        migrations.CreateModel(
            name="EvaluationReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("midterm", "中期评估报告"), ("final", "终期评估报告")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("on", models.DateField(verbose_name="评估时点")),
                ("number", models.PositiveSmallIntegerField(verbose_name="稿次")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("claim", models.CharField(blank=True, max_length=500, verbose_name="原文表述")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草中"),
                            ("submitted", "待定稿"),
                            ("sealed", "已定稿"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="退回意见")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="定稿摘要")),
                ("at", models.DateTimeField(verbose_name="起草时间")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="定稿时间"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "评估报告",
            },
        ),
        migrations.CreateModel(
            name="Chapter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chapters",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "章节",
            },
        ),
        migrations.CreateModel(
            name="PlanFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("standard", "标准"),
                            ("parameter", "参数"),
                            ("count", "数量"),
                            ("fund", "资金"),
                            ("measure", "拟出台文件"),
                            ("defect", "原文疑点"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("key", models.CharField(blank=True, max_length=100, verbose_name="代号")),
                ("label", models.CharField(max_length=200, verbose_name="名称")),
                ("values", models.JSONField(default=dict, verbose_name="内容")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "规划记载的事实",
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                ("site", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                (
                    "land_m2",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="占地面积（平方米）",
                    ),
                ),
                (
                    "area_m2",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="建筑面积（平方米）",
                    ),
                ),
                ("beds", models.PositiveIntegerField(blank=True, null=True, verbose_name="床位")),
                (
                    "total",
                    minzheng.core.fields.MoneyField(blank=True, null=True, verbose_name="总投资"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "谋划"),
                            ("preparing", "前期"),
                            ("building", "在建"),
                            ("finished", "完工"),
                            ("in_use", "投入使用"),
                            ("stopped", "停建"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "status_note",
                    models.CharField(blank=True, max_length=300, verbose_name="状态说明"),
                ),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="疑点")),
                (
                    "spatial_plan_on",
                    models.DateField(blank=True, null=True, verbose_name="纳入国土空间规划"),
                ),
                (
                    "land_plan_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="纳入年度用地计划"
                    ),
                ),
                (
                    "land_plan_document",
                    models.CharField(blank=True, max_length=120, verbose_name="用地文件"),
                ),
                ("printed", models.JSONField(blank=True, default=dict, verbose_name="原文记载")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "money",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="purchases.project",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "重大工程",
            },
        ),
        migrations.CreateModel(
            name="ProjectMilestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=100, verbose_name="节点")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="计划完成")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="planning.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "重大工程节点",
            },
        ),
        migrations.CreateModel(
            name="ProjectPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="拍摄日期")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="planning.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "工程照片",
                "ordering": ("taken_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ProjectSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=100, verbose_name="资金来源")),
                ("planned", minzheng.core.fields.MoneyField(verbose_name="计划")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="planning.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "重大工程资金来源",
            },
        ),
        migrations.CreateModel(
            name="RectificationItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("patrol", "巡察"),
                            ("audit", "审计"),
                            ("supervision", "督查"),
                            ("campaign", "专项治理"),
                            ("county_check", "县级检查"),
                            ("inspection", "乡镇实地检查"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("paper", models.CharField(max_length=200, verbose_name="来源文件")),
                ("issue", models.CharField(max_length=1000, verbose_name="问题")),
                ("measure", models.CharField(blank=True, max_length=1000, verbose_name="整改措施")),
                ("unit", models.CharField(max_length=100, verbose_name="责任单位")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                (
                    "amount",
                    minzheng.core.fields.MoneyField(blank=True, null=True, verbose_name="涉及金额"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mending", "整改中"),
                            ("to_verify", "待复查"),
                            ("struck_off", "已销号"),
                            ("handed_on", "已移交"),
                        ],
                        default="mending",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "supervision",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "正常"), (1, "逾期督办"), (2, "挂牌督办")],
                        default=0,
                        verbose_name="督办",
                    ),
                ),
                (
                    "missed_on",
                    models.DateField(blank=True, null=True, verbose_name="最近逾期的期限"),
                ),
                ("handed_to", models.CharField(blank=True, max_length=100, verbose_name="移交给")),
                ("handing", models.CharField(blank=True, max_length=500, verbose_name="移交说明")),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="销号或移交日期"),
                ),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "audit_finding",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="payments.auditfinding",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="planning.inspection",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "project_step",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="purchases.projectstep",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改事项",
            },
        ),
        migrations.CreateModel(
            name="InspectionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=200, verbose_name="检查内容")),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                (
                    "answer",
                    models.CharField(
                        choices=[("ok", "符合"), ("faulty", "不符合"), ("na", "不适用")],
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="情况")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="planning.inspection",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered",
                        to="planning.rectificationitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查记录",
            },
        ),
        migrations.CreateModel(
            name="DeadlineChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_due_on", models.DateField(verbose_name="原期限")),
                ("new_due_on", models.DateField(verbose_name="新期限")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("agreed", models.BooleanField(blank=True, null=True, verbose_name="同意")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="意见")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                (
                    "under_supervision",
                    models.BooleanField(default=False, verbose_name="督办中重定"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="planning.rectificationitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改期限变更",
            },
        ),
        migrations.CreateModel(
            name="RectificationRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="整改情况")),
                ("submitted_at", models.DateTimeField(verbose_name="报送时间")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("verified", "复查通过"), ("sent_back", "退回整改")],
                        max_length=10,
                        verbose_name="复查结果",
                    ),
                ),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="复查意见")),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="复查时间"),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="planning.rectificationitem",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改复查",
            },
        ),
        migrations.AddField(
            model_name="rectificationitem",
            name="closing",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="planning.rectificationround",
            ),
        ),
        migrations.CreateModel(
            name="ReportReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="可查阅至")),
                ("contract", models.CharField(max_length=120, verbose_name="委托文件")),
                ("at", models.DateTimeField(verbose_name="授权时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="收回时间"),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="评估意见")),
                ("opined_at", models.DateTimeField(blank=True, null=True, verbose_name="评估时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readers",
                        to="planning.evaluationreport",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "第三方查阅授权",
            },
        ),
        migrations.CreateModel(
            name="ReportText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("preface", "前言"),
                            ("targets", "主要目标指标完成情况"),
                            ("tasks", "重点任务推进情况"),
                            ("projects", "重大工程实施情况"),
                            ("experience", "典型经验"),
                            ("problems", "存在问题"),
                            ("advice", "下一步建议"),
                        ],
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="版次")),
                ("body", models.TextField(blank=True, verbose_name="内容")),
                ("is_prepared", models.BooleanField(default=False, verbose_name="由数据生成")),
                ("at", models.DateTimeField(verbose_name="写入时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="planning.evaluationreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告文字",
            },
        ),
        migrations.CreateModel(
            name="SpecialCampaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("scope", models.CharField(max_length=500, verbose_name="整治范围和内容")),
                ("basis", models.CharField(max_length=200, verbose_name="依据文件")),
                ("starts_on", models.DateField(verbose_name="开始")),
                ("ends_on", models.DateField(verbose_name="结束")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "进行中"), ("closed", "已结束")],
                        default="running",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="总结")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "screening",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "专项整治",
            },
        ),
        migrations.AddField(
            model_name="rectificationitem",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="planning.specialcampaign",
            ),
        ),
        migrations.CreateModel(
            name="CampaignObject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="排查对象")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="类别")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fine", "未发现问题"),
                            ("problem", "发现问题"),
                            ("gone", "已不存在或不属范围"),
                        ],
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="情况")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="排查日期")),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="found_at",
                        to="planning.rectificationitem",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objects_listed",
                        to="planning.specialcampaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "排查对象",
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("key", models.CharField(max_length=100, verbose_name="代号")),
                (
                    "indicator",
                    models.CharField(
                        blank=True, db_index=True, max_length=160, verbose_name="指标"
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="名称")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="单位")),
                (
                    "comparator",
                    models.CharField(
                        choices=[
                            (">=", "不低于"),
                            (">", "高于"),
                            ("=", "达到"),
                            ("<=", "不高于"),
                            ("<", "低于"),
                        ],
                        default=">=",
                        max_length=2,
                        verbose_name="要求",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="目标值",
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="目标上限",
                    ),
                ),
                (
                    "relative_to",
                    models.CharField(blank=True, max_length=160, verbose_name="参照指标"),
                ),
                (
                    "relative_lag",
                    models.PositiveSmallIntegerField(default=0, verbose_name="参照早几年"),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("binding", "约束性"), ("expected", "预期性"), ("", "未注明")],
                        default="",
                        max_length=10,
                        verbose_name="属性",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("rise", "升降型"),
                            ("keep", "保持型"),
                            ("cumulative", "累计型"),
                            ("done", "完成型"),
                        ],
                        default="rise",
                        max_length=12,
                        verbose_name="计算方法",
                    ),
                ),
                (
                    "base",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="基期值",
                    ),
                ),
                (
                    "base_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="基期年"),
                ),
                ("due_on", models.DateField(verbose_name="完成期限")),
                ("is_listed", models.BooleanField(default=True, verbose_name="列入指标表")),
                ("owner", models.CharField(blank=True, max_length=120, verbose_name="责任单位")),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="疑点")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="原文位置")),
                ("printed", models.JSONField(blank=True, default=dict, verbose_name="原文记载")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="planning.plan",
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subordinates",
                        to="planning.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "规划目标",
            },
        ),
        migrations.CreateModel(
            name="ReportFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("preface", "前言"),
                            ("targets", "主要目标指标完成情况"),
                            ("tasks", "重点任务推进情况"),
                            ("projects", "重大工程实施情况"),
                            ("experience", "典型经验"),
                            ("problems", "存在问题"),
                            ("advice", "下一步建议"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200, verbose_name="数字")),
                ("part", models.CharField(max_length=12)),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="值"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("text", models.CharField(max_length=60, verbose_name="写作")),
                ("status", models.CharField(blank=True, max_length=10, verbose_name="状态")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("indicator", models.CharField(blank=True, max_length=120)),
                ("period", models.CharField(blank=True, max_length=7, verbose_name="数据期")),
                ("observation", models.BigIntegerField(blank=True, null=True)),
                ("rows", models.JSONField(blank=True, default=list)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="planning.evaluationreport",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告数字",
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="调整日期")),
                ("subject", models.CharField(max_length=200, verbose_name="调整内容")),
                ("before", models.JSONField(default=dict, verbose_name="调整前")),
                ("after", models.JSONField(default=dict, verbose_name="调整后")),
                ("reason", models.CharField(max_length=500, verbose_name="调整理由")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                ),
                ("at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="批准时间"),
                ),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="退回理由")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="planning.plan",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="planning.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "规划调整",
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(default=1, verbose_name="序号")),
                ("title", models.CharField(max_length=200, verbose_name="任务")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="内容")),
                ("unit", models.CharField(blank=True, max_length=120, verbose_name="责任单位")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="数量"
                    ),
                ),
                (
                    "quantity_unit",
                    models.CharField(blank=True, max_length=30, verbose_name="数量单位"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "进行中"), ("done", "已完成"), ("cancelled", "已取消")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("is_practical", models.BooleanField(default=False, verbose_name="民生实事")),
                ("origin", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="planning.task",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务",
            },
        ),
        migrations.CreateModel(
            name="MeetingTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned",
                        to="planning.meetingissue",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned",
                        to="planning.meeting",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_at",
                        to="planning.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "交办事项",
            },
        ),
        migrations.CreateModel(
            name="TaskPress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="催办意见")),
                ("on", models.DateField(verbose_name="催办日期")),
                ("at", models.DateTimeField(verbose_name="催办时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presses",
                        to="planning.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
            },
        ),
        migrations.CreateModel(
            name="TaskProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="完成百分比")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="累计完成数量",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="进展")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="planning.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务进展",
            },
        ),
        migrations.CreateModel(
            name="YearTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=20, verbose_name="年度目标值"),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="years",
                        to="planning.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度目标",
            },
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["quarter", "state"], name="planning_inspection_open"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                fields=("division", "quarter", "sequence"), name="planning_inspection_planned_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_on__isnull", True), ("inspector__isnull", True), ("state", "planned")
                    ),
                    models.Q(
                        ("companion__isnull", False),
                        ("held_on__isnull", False),
                        ("inspector__isnull", False),
                        ("state", "done"),
                        models.Q(("companion", models.F("inspector")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planning_inspected_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalityreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("opinion", "")),
                fields=("measure",),
                name="planning_one_open_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalityreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_review_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalityreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opinion", ""), ("reviewed_on__isnull", True)),
                    models.Q(
                        models.Q(("opinion", ""), _negated=True),
                        ("reviewed_on__isnull", False),
                        models.Q(("text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planning_opinion_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurestep",
            constraint=models.UniqueConstraint(
                fields=("measure", "kind"), name="planning_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="measurestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_on__lte", models.F("on"))), name="planning_step_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="measurestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_excused", False), models.Q(("excuse", ""), _negated=True), _connector="OR"
                ),
                name="planning_step_excused_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__lt", models.F("valid_to")),
                    _connector="OR",
                ),
                name="planning_mechanism_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("division", "title"),
                name="planning_mechanism_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanismmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__lt", models.F("valid_to")),
                    _connector="OR",
                ),
                name="planning_mechanismmember_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanismmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("mechanism", "name", "unit"),
                name="planning_member_once",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["kind", "held_on"], name="planning_meeting_held"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                fields=("division", "title", "held_on"), name="planning_meeting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "mechanism"), _negated=True),
                    ("mechanism__isnull", False),
                    _connector="OR",
                ),
                name="planning_mechanism_meeting_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingissue",
            constraint=models.UniqueConstraint(
                fields=("meeting", "sequence"), name="planning_issues_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_from__lte", models.F("period_to"))),
                name="planning_plan_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                fields=("division", "title", "plan"), name="planning_measure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan__isnull", True)),
                fields=("division", "title"),
                name="planning_own_measure_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issued_on__isnull", True),
                    models.Q(("document_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="planning_measure_issued_with_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationreport",
            constraint=models.UniqueConstraint(
                fields=("plan", "kind", "number"), name="planning_report_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_report_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sealed"), _negated=True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("confirmed_at__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planning_report_final_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="chapter",
            constraint=models.UniqueConstraint(
                fields=("plan", "sequence"), name="planning_chapter_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="planfact",
            constraint=models.UniqueConstraint(
                fields=("plan", "section", "sequence"), name="planning_fact_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                fields=("plan", "division", "name"), name="planning_project_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__isnull", True), ("total__gte", 0), _connector="OR"),
                name="planning_project_total_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectmilestone",
            constraint=models.UniqueConstraint(
                fields=("project", "sequence"), name="planning_milestone_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="projectsource",
            constraint=models.UniqueConstraint(
                fields=("project", "source"), name="planning_source_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="projectsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned__gt", 0)), name="planning_source_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionanswer",
            constraint=models.UniqueConstraint(
                fields=("inspection", "sequence"), name="planning_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "faulty"), _negated=True),
                    models.Q(models.Q(("note", ""), _negated=True), ("item__isnull", False)),
                    _connector="OR",
                ),
                name="planning_fault_becomes_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                name="planning_deadline_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreed__isnull", True),
                        ("decided_by__isnull", True),
                        ("decided_on__isnull", True),
                    ),
                    models.Q(
                        ("agreed__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planning_deadline_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("under_supervision", True),
                    models.Q(("agreed", True), _negated=True),
                    ("decided_on__lte", models.F("old_due_on")),
                    _connector="OR",
                ),
                name="planning_extended_before_expiry",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed__isnull", True)),
                fields=("item",),
                name="planning_one_open_extension",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_verified_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by__isnull", True), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("opinion", ""), _negated=True),
                        ("checked_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="planning_round_judged_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")),
                fields=("item",),
                name="planning_one_open_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportreader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("report", "reader"),
                name="planning_reader_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reporttext",
            constraint=models.UniqueConstraint(
                fields=("report", "section", "version"), name="planning_text_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="specialcampaign",
            constraint=models.UniqueConstraint(
                fields=("division", "title"), name="planning_special_campaign_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="specialcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="planning_special_campaign_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="specialcampaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "running"),
                    models.Q(
                        models.Q(("summary", ""), _negated=True), ("closed_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_special_campaign_closed_in_words",
            ),
        ),
        migrations.AddIndex(
            model_name="rectificationitem",
            index=models.Index(fields=["state", "due_on"], name="planning_rectify_due"),
        ),
        migrations.AddConstraint(
            model_name="rectificationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closing__isnull", False), ("state", "struck_off")),
                    models.Q(
                        models.Q(("state", "struck_off"), _negated=True), ("closing__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="planning_struck_off_when_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "handed_on"), _negated=True),
                    models.Q(
                        models.Q(("handed_to", ""), _negated=True),
                        models.Q(("handing", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planning_handed_on_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_on__isnull", False), ("state__in", ("struck_off", "handed_on"))
                    ),
                    models.Q(("ended_on__isnull", True), ("state__in", ("mending", "to_verify"))),
                    _connector="OR",
                ),
                name="planning_rectification_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignobject",
            constraint=models.UniqueConstraint(
                fields=("campaign", "division", "name"), name="planning_object_listed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignobject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_on__isnull", True), ("result", "")),
                    models.Q(
                        models.Q(("result", ""), _negated=True), ("checked_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_object_checked_with_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignobject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "problem"), _negated=True),
                    ("item__isnull", False),
                    _connector="OR",
                ),
                name="planning_problem_becomes_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("plan", "key", "is_listed", "due_on"), name="planning_target_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("upper__isnull", True), ("upper__gte", models.F("value")), _connector="OR"
                ),
                name="planning_target_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfigure",
            constraint=models.UniqueConstraint(
                fields=("report", "key"), name="planning_figure_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfigure",
            constraint=models.UniqueConstraint(
                fields=("report", "name"), name="planning_figure_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_amendment_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="planning_amendment_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_on__isnull", False), ("state", "done")),
                    models.Q(models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)),
                    _connector="OR",
                ),
                name="planning_task_done_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"
                ),
                name="planning_task_quantity_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskpress",
            constraint=models.UniqueConstraint(
                fields=("task", "on"), name="planning_pressed_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__lte", 100)), name="planning_progress_within_whole"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__isnull", True), ("quantity__gte", 0), _connector="OR"
                ),
                name="planning_progress_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="yeartarget",
            constraint=models.UniqueConstraint(
                fields=("target", "year"), name="planning_year_once"
            ),
        ),
    ]
