"""Facilities with their states, changes and investments."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_module_switches"),
        ("bodies", "0001_initial"),
        ("divisions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Facility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("kind", models.CharField(max_length=40, verbose_name="类型")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省级"),
                            ("prefecture", "市级"),
                            ("county", "县级"),
                            ("town", "乡镇级"),
                            ("village", "村（社区）级"),
                        ],
                        max_length=12,
                        verbose_name="级别",
                    ),
                ),
                (
                    "ownership",
                    models.CharField(
                        choices=[
                            ("public", "公建公营"),
                            ("public_private", "公建民营"),
                            ("collective", "集体"),
                            ("private", "民办"),
                        ],
                        max_length=16,
                        verbose_name="性质",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="公开电话")),
                (
                    "area_m2",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="建筑面积（平方米）"
                    ),
                ),
                ("beds", models.PositiveIntegerField(blank=True, null=True, verbose_name="床位")),
                (
                    "nursing_beds",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="护理型床位"),
                ),
                ("built_on", models.DateField(blank=True, null=True, verbose_name="建成日期")),
                ("renovated_on", models.DateField(blank=True, null=True, verbose_name="改造日期")),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="经度"
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="纬度"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("building", "在建"),
                            ("open", "在用"),
                            ("suspended", "停用"),
                            ("closed", "关闭"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
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
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="divisions.division",
                        verbose_name="区划",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilities",
                        to="bodies.body",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务设施",
                "verbose_name_plural": "服务设施",
            },
        ),
        migrations.CreateModel(
            name="FacilityChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="变更日期")),
                ("before", models.JSONField(verbose_name="变更前")),
                ("after", models.JSONField(verbose_name="变更后")),
                ("document", models.CharField(max_length=120, verbose_name="依据")),
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
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="bodies.facility",
                    ),
                ),
            ],
            options={
                "verbose_name": "设施变更",
            },
        ),
        migrations.CreateModel(
            name="FacilityInvestment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=20, verbose_name="资金来源")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("amount", minzheng.core.fields.MoneyField(verbose_name="金额")),
                ("document", models.CharField(max_length=120, verbose_name="依据")),
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
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="investments",
                        to="bodies.facility",
                    ),
                ),
            ],
            options={
                "verbose_name": "设施投资",
            },
        ),
        migrations.CreateModel(
            name="FacilityState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("building", "在建"),
                            ("open", "在用"),
                            ("suspended", "停用"),
                            ("closed", "关闭"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="依据")),
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
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="states",
                        to="bodies.facility",
                    ),
                ),
            ],
            options={
                "verbose_name": "设施状态",
            },
        ),
        migrations.AddIndex(
            model_name="facility",
            index=models.Index(fields=["kind", "state"], name="bodies_facility_kind"),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.UniqueConstraint(
                fields=("division", "name"), name="bodies_facility_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nursing_beds__isnull", True),
                    ("beds__isnull", True),
                    ("nursing_beds__lte", models.F("beds")),
                    _connector="OR",
                ),
                name="bodies_nursing_beds_among_beds",
            ),
        ),
        migrations.AddConstraint(
            model_name="facilityinvestment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="bodies_investment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="facilityinvestment",
            constraint=models.UniqueConstraint(
                fields=("facility", "source", "year", "document"), name="bodies_investment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="facilitystate",
            constraint=models.UniqueConstraint(
                fields=("facility", "since"), name="bodies_state_once_a_day"
            ),
        ),
    ]
