"""Lists that only warn: what befell somebody, what he spends or declares, whose child he is."""

from minzheng.kernel.exchange.declarations import (
    CHOICE,
    DATE,
    FULL,
    INCREMENT,
    MONEY,
    PERSON_ID,
    TEXT,
    DataSet,
    Field,
    Partner,
    declare_data_set,
    declare_partner,
)

BASIS = "社会救助法 第十条；国办发〔2023〕39号"
WHO = (
    Field("id_no", PERSON_ID, "身份证号", ("公民身份号码", "证件号码", "身份证号码")),
    Field("name", TEXT, "姓名", ("人员姓名",)),
)

for _key, _label in (
    ("emergency", "县应急管理局"),
    ("tax", "县税务局"),
    ("health", "县卫生健康局"),
    ("construction", "县住房和城乡建设局"),
):
    declare_partner(Partner(_key, _label))

for _key, _label, _mode, _columns in (
    ("emergency.disasters", "受灾人员", INCREMENT, (
        Field("disaster", TEXT, "灾害种类", ("灾种",)),
        Field("happened_on", DATE, "受灾日期", ("灾害发生日期",)),
        Field("loss", MONEY, "损失金额", ("直接经济损失",), required=False),
    )),
    ("education.costs", "就学支出", FULL, (
        Field("year_cost", MONEY, "学年费用", ("学年就学支出",)),
    )),
    ("tax.incomes", "个人所得税申报收入", FULL, (
        Field("taxed_income", MONEY, "月均申报收入", ("个税申报月收入",)),
    )),
    ("police.exits", "出境未归人员", FULL, (
        Field("left_on", DATE, "出境日期"),
        Field("state", CHOICE, "出入境状态", choices={"未入境": ("未归",), "已入境": ("已归",)}),
    )),
    ("health.births", "出生医学证明", FULL, (
        Field("mother_id_no", PERSON_ID, "母亲身份证号", ("母亲证件号码",)),
        Field("mother_name", TEXT, "母亲姓名"),
        Field("father_id_no", PERSON_ID, "父亲身份证号", ("父亲证件号码",)),
        Field("father_name", TEXT, "父亲姓名"),
    )),
    ("construction.dangerous_houses", "危房鉴定名册", FULL, (
        Field("house_grade", CHOICE, "房屋危险等级", ("危房等级",), choices={"C级": ("C",), "D级": ("D",)}),
        Field("appraised_on", DATE, "鉴定日期", ("危房鉴定日期",)),
    )),
    ("agriculture.former_poor", "脱贫户名册", FULL, (
        Field("delisted_on", DATE, "脱贫退出日期", ("退出日期",)),
    )),
):  # fmt: skip
    declare_data_set(
        DataSet(
            _key,
            _label,
            _key.split(".")[0],
            (*WHO, *_columns),
            _mode,
            ("pid", "happened_on") if _mode == INCREMENT else ("pid",),
            stale_after_months=0 if _mode == INCREMENT else 1,
            legal_basis=BASIS,
            may_be_empty=True,
        )
    )
