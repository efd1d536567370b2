"""The tables of plans, their tracking, assessment and reports."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_module_switches"),
        ("divisions", "0001_initial"),
        ("documents", "0002_minutes"),
        ("purchases", "0002_kept"),
    ]

    operations = [
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
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_from__lte", models.F("period_to"))),
                name="planning_plan_forward",
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
