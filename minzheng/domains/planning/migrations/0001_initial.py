"""The tables of plans, their tracking, assessment and reports."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_module_switches"),
        ("bodies", "0002_facilities"),
        ("campaigns", "0001_campaigns"),
        ("divisions", "0001_initial"),
        ("documents", "0002_minutes"),
        ("indicators", "0002_periods_and_reports"),
        ("payments", "0007_recovery"),
        ("people", "0002_birthday_index"),
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
            name="FormApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=40, verbose_name="报表")),
                ("table_number", models.CharField(max_length=40, verbose_name="表号")),
                ("maker", models.CharField(max_length=100, verbose_name="制表机关")),
                ("approval_number", models.CharField(max_length=100, verbose_name="批准文号")),
                ("valid_from", models.DateField(verbose_name="有效期起")),
                ("valid_to", models.DateField(verbose_name="有效期至")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "待复核"),
                            ("confirmed", "有效"),
                            ("refused", "已退回"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                (
                    "decided_by",
                    models.ForeignKey(
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "报表批准",
            },
        ),
        migrations.CreateModel(
            name="Honour",
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
                            ("unit", "先进集体"),
                            ("person", "先进个人"),
                            ("brand", "品牌"),
                            ("area", "示范区"),
                        ],
                        max_length=10,
                        verbose_name="对象",
                    ),
                ),
                ("holder", models.CharField(max_length=100, verbose_name="获得者")),
                ("unit", models.CharField(blank=True, max_length=100, verbose_name="所在单位")),
                ("title", models.CharField(max_length=150, verbose_name="荣誉名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("state", "国家级"),
                            ("province", "省级"),
                            ("prefecture", "市级"),
                            ("county", "县级"),
                            ("town", "乡镇级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("giver", models.CharField(max_length=120, verbose_name="授予单位")),
                ("document_number", models.CharField(max_length=120, verbose_name="文件")),
                ("given_on", models.DateField(verbose_name="授予日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
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
                    "document",
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
                "verbose_name": "荣誉",
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
            name="Norm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("number", models.CharField(max_length=60, verbose_name="标准号")),
                ("title", models.CharField(max_length=200, verbose_name="标准名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mandatory", "强制性国家标准"),
                            ("recommended", "推荐性国家标准"),
                            ("trade", "行业标准"),
                            ("local", "地方标准"),
                        ],
                        max_length=12,
                        verbose_name="性质",
                    ),
                ),
                ("facility_types", models.JSONField(default=list, verbose_name="适用设施")),
                ("items", models.JSONField(default=list, verbose_name="检查项目")),
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="planning.norm",
                    ),
                ),
            ],
            options={
                "verbose_name": "标准目录",
            },
        ),
        migrations.CreateModel(
            name="NormCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="检查日期")),
                ("checker", models.CharField(max_length=60, verbose_name="检查人")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("conforming", "符合"),
                            ("partly", "部分符合"),
                            ("failing", "不符合"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("failing", models.JSONField(default=list, verbose_name="不符合的项目")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("rectify_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                (
                    "rectification",
                    models.CharField(blank=True, max_length=60, verbose_name="整改台账编号"),
                ),
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
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="norm_checks",
                        to="bodies.facility",
                    ),
                ),
                (
                    "norm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="planning.norm",
                    ),
                ),
            ],
            options={
                "verbose_name": "标准执行检查",
            },
        ),
        migrations.CreateModel(
            name="Pilot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="试点名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("state", "国家级"),
                            ("province", "省级"),
                            ("prefecture", "市级"),
                            ("county", "县级"),
                            ("town", "乡镇级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("batch", models.CharField(blank=True, max_length=60, verbose_name="批次")),
                ("unit", models.CharField(max_length=100, verbose_name="承担单位")),
                ("document_number", models.CharField(max_length=120, verbose_name="批准文件")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("piloting", "试点中"), ("passed", "通过验收"), ("ended", "终止")],
                        default="piloting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="验收结论")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
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
                    "norms",
                    models.ManyToManyField(blank=True, related_name="pilots", to="planning.norm"),
                ),
            ],
            options={
                "verbose_name": "试点",
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
                            ("news_digest_of_plan", "规划报道摘要"),
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
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="发文机关")),
                ("document_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("copies", models.CharField(blank=True, max_length=200, verbose_name="抄送")),
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
            name="PlanImport",
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
                            ("data", "规划数据文件"),
                            ("plan", "规划正文"),
                            ("evaluation", "评估报告"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "核对中"), ("made", "已生成规划"), ("dropped", "已放弃")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="印发单位")),
                ("document_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="规划期起")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="规划期止")),
                ("source", models.CharField(max_length=200, verbose_name="来源")),
                ("warnings", models.JSONField(blank=True, default=list, verbose_name="提示")),
                ("at", models.DateTimeField(verbose_name="导入时间")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "规划导入",
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
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("indicators", "指标表"),
                            ("targets", "目标"),
                            ("parameters", "参数"),
                            ("reached", "完成值"),
                            ("defects", "原文疑点"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="原文序号"
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="名称")),
                ("part", models.CharField(blank=True, max_length=100, verbose_name="分项")),
                ("key", models.CharField(max_length=100, verbose_name="代号")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="单位")),
                ("comparator", models.CharField(default="=", max_length=2, verbose_name="要求")),
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
                ("kind", models.CharField(blank=True, max_length=10, verbose_name="属性")),
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
                (
                    "reached",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="完成值",
                    ),
                ),
                ("status", models.CharField(blank=True, max_length=60, verbose_name="原文结论")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成期限")),
                ("line", models.PositiveIntegerField(verbose_name="原文行号")),
                ("sentence", models.TextField(verbose_name="原文")),
                ("span_from", models.PositiveIntegerField(default=0)),
                ("span_to", models.PositiveIntegerField(default=0)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("high", "把握大"), ("medium", "需看一眼"), ("low", "须核对")],
                        max_length=8,
                        verbose_name="把握",
                    ),
                ),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="疑点")),
                ("found", models.JSONField(default=dict, verbose_name="读出的内容")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处理"), ("accepted", "已采用"), ("dropped", "不采用")],
                        default="open",
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
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
                    "plan_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="planning.planimport",
                    ),
                ),
                (
                    "reported",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.reportedvalue",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入条目",
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
            name="Scheme",
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
                            ("county", "市州对县（市、区）年度绩效考核"),
                            ("peace", "平安建设考核（民政事项）"),
                            ("town", "县对乡镇民政工作考核"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("document", models.CharField(max_length=120, verbose_name="依据文件")),
                ("counted_to", models.DateField(verbose_name="指标截止日期")),
                (
                    "objection_days",
                    models.PositiveSmallIntegerField(verbose_name="异议期（工作日）"),
                ),
                ("bonus_cap", models.PositiveSmallIntegerField(default=0, verbose_name="加分上限")),
                ("items", models.JSONField(verbose_name="考核项目")),
                ("bands", models.JSONField(verbose_name="等次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "待复核"),
                            ("confirmed", "执行中"),
                            ("refused", "已退回"),
                            ("replaced", "已被新版本替代"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                (
                    "decided_by",
                    models.ForeignKey(
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核细则",
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("self", "自评中"),
                            ("scored", "待评审"),
                            ("reviewed", "评审完成，异议期"),
                            ("published", "已公布"),
                        ],
                        default="self",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("self_total", models.PositiveIntegerField(null=True, verbose_name="自评得分")),
                ("total", models.PositiveIntegerField(null=True, verbose_name="得分")),
                ("grade", models.CharField(blank=True, max_length=20, verbose_name="等次")),
                ("rank", models.PositiveSmallIntegerField(null=True, verbose_name="名次")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="自评提交时间")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="评审时间")),
                ("objections_until", models.DateField(null=True, verbose_name="异议截止日期")),
                ("published_at", models.DateTimeField(null=True, verbose_name="公布时间")),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="planning.scheme",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核表",
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "figure",
                    models.DecimalField(
                        decimal_places=4, max_digits=20, null=True, verbose_name="指标值"
                    ),
                ),
                ("period", models.CharField(blank=True, max_length=7, verbose_name="统计期")),
                ("self_points", models.PositiveIntegerField(null=True, verbose_name="自评得分")),
                (
                    "self_note",
                    models.CharField(blank=True, max_length=500, verbose_name="自评说明"),
                ),
                ("points", models.PositiveIntegerField(null=True, verbose_name="得分")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="评审说明")),
                ("is_excused", models.BooleanField(default=False, verbose_name="不参评")),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "observation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="indicators.observation",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="planning.scoresheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核项得分",
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="考核项")),
                ("text", models.CharField(max_length=500, verbose_name="异议理由")),
                ("at", models.DateTimeField(verbose_name="提出时间")),
                ("is_upheld", models.BooleanField(null=True, verbose_name="采纳")),
                ("before", models.PositiveIntegerField(null=True, verbose_name="原得分")),
                ("points", models.PositiveIntegerField(null=True, verbose_name="改判得分")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="答复")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="planning.scoresheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核异议",
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
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="情况")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="排查日期")),
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
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.facility",
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
            name="StatisticsReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=40, verbose_name="报表")),
                ("period", models.CharField(max_length=7, verbose_name="统计期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filling", "填报中"),
                            ("filled", "待负责人签署"),
                            ("signed", "已签署、数据已冻结"),
                            ("sent", "已报送"),
                        ],
                        default="filling",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                ("due_on", models.DateField(verbose_name="报送期限")),
                ("opened_at", models.DateTimeField(verbose_name="开表时间")),
                ("filled_at", models.DateTimeField(null=True, verbose_name="填表时间")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="签署时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="planning.formapproval",
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
                    "filler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "统计报表",
            },
        ),
        migrations.CreateModel(
            name="StatisticsCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(max_length=10, verbose_name="行次")),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=4, max_digits=20, null=True, verbose_name="数值"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("computed", "平台计算"),
                            ("reported", "上报审核"),
                            ("typed", "人工填报"),
                            ("summed", "表内合计"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="数据出处")),
                ("explanation", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "observation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="indicators.observation",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="planning.statisticsreturn",
                    ),
                ),
            ],
            options={
                "verbose_name": "报表数值",
            },
        ),
        migrations.CreateModel(
            name="StatisticsSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("content", models.TextField(verbose_name="冻结内容")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("frozen_at", models.DateTimeField(verbose_name="冻结时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="重开原因")),
                ("reopened_at", models.DateTimeField(null=True, verbose_name="重开时间")),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="planning.statisticsreturn",
                    ),
                ),
            ],
            options={
                "verbose_name": "报表快照",
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="名称")),
                ("purpose", models.CharField(max_length=500, verbose_name="目的")),
                ("population", models.CharField(max_length=100, verbose_name="调查总体")),
                ("size", models.PositiveIntegerField(verbose_name="样本量")),
                ("seed", models.PositiveIntegerField(verbose_name="抽样种子")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("agency", models.CharField(blank=True, max_length=120, verbose_name="第三方机构")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("designing", "设计中"),
                            ("asking", "调查中"),
                            ("closed", "已结束"),
                        ],
                        default="designing",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("drawn_on", models.DateField(blank=True, null=True, verbose_name="抽样日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束调查日期")),
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
                    "evaluator",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽样调查",
            },
        ),
        migrations.CreateModel(
            name="SurveyQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("single", "单选"),
                            ("multiple", "多选"),
                            ("scale", "打分"),
                            ("number", "数字"),
                            ("words", "文字"),
                        ],
                        max_length=10,
                        verbose_name="题型",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="问题")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="选项")),
                ("low", models.IntegerField(blank=True, null=True, verbose_name="最低")),
                ("high", models.IntegerField(blank=True, null=True, verbose_name="最高")),
                ("is_required", models.BooleanField(default=True, verbose_name="必答")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="planning.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "问卷题目",
            },
        ),
        migrations.CreateModel(
            name="SurveyStratum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("population", models.PositiveIntegerField(verbose_name="总体数")),
                ("drawn", models.PositiveIntegerField(verbose_name="抽取数")),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="strata",
                        to="planning.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽样层",
            },
        ),
        migrations.CreateModel(
            name="SurveyUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="样本号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待访问"),
                            ("answered", "已答"),
                            ("refused", "拒访"),
                            ("unreached", "联系不上"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[("phone", "电话"), ("paper", "纸质"), ("visit", "入户")],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="访问日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("at", models.DateTimeField(blank=True, null=True, verbose_name="录入时间")),
                (
                    "by",
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
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.facility",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="planning.surveystratum",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="planning.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "调查样本",
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.JSONField(verbose_name="回答")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="planning.surveyquestion",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="planning.surveyunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "问卷回答",
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
                ("text", models.TextField(blank=True, verbose_name="内容")),
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
            name="Consequence",
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
                            ("commend", "评先评优"),
                            ("improve", "工作改进"),
                            ("performance", "绩效考核"),
                        ],
                        max_length=12,
                        verbose_name="运用",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True, verbose_name="考核项")),
                ("text", models.CharField(max_length=500, verbose_name="内容")),
                ("whom", models.CharField(max_length=120, verbose_name="对象")),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="文件")),
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
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consequences",
                        to="planning.scoresheet",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核结果运用",
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
        migrations.AddConstraint(
            model_name="formapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_from__lte", models.F("valid_to"))),
                name="planning_approval_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="formapproval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "confirmed")),
                fields=("form", "division", "valid_from"),
                name="planning_approval_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="formapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_approval_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="formapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("state", "entered")),
                    models.Q(
                        models.Q(("state", "entered"), _negated=True), ("decided_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_approval_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.UniqueConstraint(
                fields=("division", "holder", "title", "given_on"), name="planning_honour_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revoked_on__isnull", True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="planning_honour_revoked_in_words",
            ),
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
            model_name="norm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__lt", models.F("valid_to")),
                    _connector="OR",
                ),
                name="planning_norm_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="norm",
            constraint=models.UniqueConstraint(
                fields=("number",), name="planning_norm_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="norm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(("replaces", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="planning_norm_replaces_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="normcheck",
            constraint=models.UniqueConstraint(
                fields=("norm", "facility", "on"), name="planning_norm_check_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.UniqueConstraint(
                fields=("division", "title"), name="planning_pilot_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                name="planning_pilot_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "piloting"),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True), ("closed_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_pilot_closed_in_words",
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
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("plan_import", "sequence"), name="planning_proposal_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"), ("decided_by__isnull", False), _connector="OR"
                ),
                name="planning_proposal_decided_by_somebody",
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
            model_name="scheme",
            constraint=models.UniqueConstraint(
                fields=("kind", "year", "division", "version"), name="planning_scheme_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "confirmed")),
                fields=("kind", "year", "division"),
                name="planning_scheme_in_force_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_scheme_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("state", "entered")),
                    models.Q(
                        models.Q(("state", "entered"), _negated=True), ("decided_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_scheme_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.UniqueConstraint(
                fields=("scheme", "division"), name="planning_sheet_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_sheet_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("rank__isnull", False), ("total__isnull", False)),
                    _connector="OR",
                ),
                name="planning_sheet_published_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(
                fields=("sheet", "number"), name="planning_score_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_excused", False), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="planning_score_excused_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_by__isnull", True)),
                fields=("sheet", "number"),
                name="planning_objection_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("is_upheld__isnull", True)),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("is_upheld__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="planning_objection_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_objection_two_people",
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
            model_name="statisticsreturn",
            constraint=models.UniqueConstraint(
                fields=("form", "division", "period"), name="planning_return_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticsreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("head__isnull", True),
                    models.Q(("head", models.F("filler")), _negated=True),
                    _connector="OR",
                ),
                name="planning_return_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticscell",
            constraint=models.UniqueConstraint(
                fields=("report", "line"), name="planning_cell_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticssnapshot",
            constraint=models.UniqueConstraint(
                fields=("report", "revision"), name="planning_snapshot_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticssnapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reopened_by__isnull", True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="planning_snapshot_reopened_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.UniqueConstraint(
                fields=("division", "title"), name="planning_survey_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0), ("starts_on__lte", models.F("ends_on"))),
                name="planning_survey_sound",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyquestion",
            constraint=models.UniqueConstraint(
                fields=("survey", "sequence"), name="planning_question_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high__isnull", True), ("low__isnull", True)),
                    ("low__lt", models.F("high")),
                    _connector="OR",
                ),
                name="planning_question_scale",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveystratum",
            constraint=models.UniqueConstraint(
                fields=("survey", "division"), name="planning_stratum_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveystratum",
            constraint=models.CheckConstraint(
                condition=models.Q(("drawn__gt", 0), ("drawn__lte", models.F("population"))),
                name="planning_stratum_sound",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyunit",
            constraint=models.UniqueConstraint(
                fields=("survey", "sequence"), name="planning_unit_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"), ("asked_on__isnull", False), _connector="OR"
                ),
                name="planning_unit_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyanswer",
            constraint=models.UniqueConstraint(
                fields=("unit", "question"), name="planning_survey_answer_once"
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
            model_name="consequence",
            constraint=models.UniqueConstraint(
                fields=("sheet", "kind", "whom", "text"), name="planning_consequence_once"
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
