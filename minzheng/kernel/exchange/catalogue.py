"""The data sets a county's departments deliver every month, declared once."""

from minzheng.kernel.exchange.declarations import (
    CHOICE,
    CODE,
    DATE,
    DECIMAL,
    INCREMENT,
    MONEY,
    PERSON_ID,
    SECRET,
    TEXT,
    DataSet,
    Field,
    Partner,
    declare_data_set,
    declare_partner,
)

YES_NO = {"是": ("Y", "1", "true", "√", "有"), "否": ("N", "0", "false", "×", "无")}
SEXES = {"男": ("1", "男性", "M"), "女": ("2", "女性", "F")}
HUKOU = {
    "城镇": ("非农业", "非农业户口", "城镇户口", "城市"),
    "农村": ("农业", "农业户口", "农村户口"),
}
CHANGES = {"无": ("正常", "无变动"), "迁出": ("户口迁出",), "迁入": ("户口迁入",), "注销": ()}
GRADES = {
    "一级": ("1", "1级", "壹级", "Ⅰ级"),
    "二级": ("2", "2级", "贰级", "Ⅱ级"),
    "三级": ("3", "3级", "叁级", "Ⅲ级"),
    "四级": ("4", "4级", "肆级", "Ⅳ级"),
}
DISABILITIES = {
    "肢体": ("肢体残疾",),
    "视力": ("视力残疾",),
    "听力": ("听力残疾",),
    "言语": ("言语残疾",),
    "智力": ("智力残疾",),
    "精神": ("精神残疾",),
    "多重": ("多重残疾",),
}
BODY_ROLES = {
    "法定代表人": ("法人", "法人代表"),
    "个体经营者": ("经营者", "个体户主"),
    "投资人": ("股东", "出资人"),
    "监事": (),
}
BODY_STATES = {"存续": (), "在业": ("开业",), "注销": ("已注销",), "吊销": ("已吊销",)}
USES = {"住宅": ("成套住宅",), "商铺": ("商业", "商业用房"), "办公": ("办公用房",), "其他": ()}
VEHICLES = {
    "小型轿车": ("轿车",),
    "小型普通客车": ("小型客车",),
    "轻型货车": ("轻型普通货车",),
    "两轮摩托车": ("普通二轮摩托车", "二轮摩托车"),
    "正三轮摩托车": ("三轮摩托车",),
    "残疾人机动轮椅车": (),
    "拖拉机": (),
}
VEHICLE_STATES = {"正常": (), "转移": ("已转移",), "注销": ("已注销",)}
STAGES = {
    name: () for name in ("学前", "小学", "初中", "高中", "中职", "大专", "本科", "硕士", "博士")
}
ITEMS = {
    "育儿补贴": (),
    "高龄津贴": (),
    "优抚金": (),
    "计生奖扶": (),
    "救助金": (),
    "养老服务补贴": (),
    "孤儿和事无儿童基本生活费": ("孤儿和事实无人抚养儿童基本生活费",),
    "失业保险金": (),
    "其他转移": (),
}

ID_HEADERS = (
    "公民身份号码",
    "证件号码",
    "身份证号码",
    "居民身份证号",
    "公民身份证号",
    "身份证件号码",
)
ID_NO = Field("id_no", PERSON_ID, "身份证号", ID_HEADERS)
NAME = Field("name", TEXT, "姓名", ("人员姓名", "居民姓名", "名字"))

for _key, _label in (
    ("police", "县公安局"),
    ("hr", "县人社局"),
    ("market", "县市场监管局"),
    ("housing", "县自然资源局（不动产）"),
    ("transport", "县交警大队（车辆）"),
    ("bank", "银行（查询专线）"),
    ("disability", "县残联"),
    ("medical", "县医保局"),
    ("education", "县教育局"),
    ("civil", "县民政局（婚姻登记、殡葬）"),
    ("justice", "监狱与司法局"),
    ("agriculture", "县农业农村局"),
    ("finance", "县财政局（一卡通）"),
    ("prefecture", "市民政局"),
    ("veterans", "县退役军人事务局"),
    ("help", "社会救助联席会议成员单位"),
):
    declare_partner(Partner(_key, _label))


def _name(*synonyms: str) -> Field:
    return Field("name", TEXT, "姓名", (*NAME.synonyms, *synonyms))


def _optional(name: str, kind: str, label: str, *synonyms: str, **more: object) -> Field:
    return Field(name, kind, label, synonyms, required=False, **more)  # type: ignore[arg-type]


declare_data_set(
    DataSet(
        "police.residents",
        "户籍人口",
        "police",
        (
            ID_NO,
            _name("户主姓名"),
            Field("sex", CHOICE, "性别", choices=SEXES),
            Field("birth_on", DATE, "出生日期", ("出生年月日", "出生年月")),
            Field("household_book", TEXT, "户号", ("户口簿号", "户口本号")),
            Field("relation", TEXT, "与户主关系", ("关系",)),
            _optional("division_name", TEXT, "所属村（社区）", "所属村", "村（社区）", "村社区"),
            _optional("town_name", TEXT, "乡镇", "所属乡镇"),
            Field("hukou_kind", CHOICE, "户口性质", ("户口类别",), choices=HUKOU),
            Field("change", CHOICE, "变动", ("变动情况", "变动类型"), choices=CHANGES),
        ),
    )
)
declare_data_set(
    DataSet(
        "police.deaths",
        "死亡注销",
        "police",
        (
            ID_NO,
            NAME,
            Field("died_on", DATE, "死亡日期", ("死亡时间",)),
            _optional("cancelled_on", DATE, "注销日期", "户口注销日期"),
        ),
        INCREMENT,
        ("pid", "died_on"),
    )
)
declare_data_set(
    DataSet(
        "hr.wages",
        "工资与社保缴费",
        "hr",
        (
            ID_NO,
            NAME,
            _optional("employer", TEXT, "单位名称", "工作单位", "用人单位", "缴费单位"),
            Field("monthly_wage", MONEY, "月工资", ("缴费工资", "月缴费工资", "工资")),
            Field("insurance_paid", MONEY, "个人缴费", ("个人缴费金额", "个人缴纳")),
        ),
        key_fields=("pid", "employer"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "hr.pensions",
        "养老金发放",
        "hr",
        (
            ID_NO,
            NAME,
            _optional("pension_kind", TEXT, "险种", "险种类型", "养老保险险种"),
            Field("monthly_amount", MONEY, "月养老金", ("月发放金额", "养老金")),
            Field(
                "central_part",
                MONEY,
                "其中中央基础养老金",
                ("中央基础养老金", "其中：中央基础养老金"),
            ),
            _optional("started_on", DATE, "领取起始日期", "起始日期"),
        ),
        key_fields=("pid", "pension_kind"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "market.businesses",
        "市场主体",
        "market",
        (
            ID_NO,
            NAME,
            _optional("body_name", TEXT, "企业名称", "字号名称", "市场主体名称"),
            _optional("credit_code", CODE, "统一社会信用代码", "信用代码"),
            Field("role", CHOICE, "任职", ("身份", "职务"), choices=BODY_ROLES),
            Field("registered_capital", MONEY, "注册资本（万元）", ("注册资本",), unit="万元"),
            Field("status", CHOICE, "登记状态", ("经营状态", "状态"), choices=BODY_STATES),
            _optional("established_on", DATE, "成立日期", "注册日期"),
            _optional("ended_on", DATE, "注销日期", "注吊销日期"),
            Field("monthly_net_income", MONEY, "月均净收入", ("月净收入",)),
        ),
        key_fields=("pid", "credit_code", "role"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "housing.properties",
        "不动产",
        "housing",
        (
            ID_NO,
            _name("权利人", "权利人姓名"),
            _optional("property_no", CODE, "不动产单元号", "不动产权证号", "单元号"),
            Field("use", CHOICE, "用途", ("房屋用途",), choices=USES),
            _optional("area", DECIMAL, "建筑面积", "面积"),
            _optional("registered_on", DATE, "登记日期", "登簿日期"),
            _optional("ended_on", DATE, "转移日期", "注销日期"),
            _optional("monthly_rent", MONEY, "月租金", "租金"),
        ),
        key_fields=("pid", "property_no"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "transport.vehicles",
        "机动车",
        "transport",
        (
            ID_NO,
            _name("所有人", "机动车所有人", "车主姓名"),
            _optional("plate", CODE, "号牌号码", "车牌号", "车牌号码"),
            Field("vehicle_type", CHOICE, "车辆类型", ("车型",), choices=VEHICLES),
            _optional("purpose", TEXT, "使用性质"),
            _optional("registered_on", DATE, "初次登记日期", "登记日期"),
            _optional("ended_on", DATE, "注销或转移日期", "转移日期", "注销日期"),
            Field("status", CHOICE, "状态", ("机动车状态",), choices=VEHICLE_STATES),
        ),
        key_fields=("pid", "plate"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "bank.deposits",
        "存款余额",
        "bank",
        (
            ID_NO,
            _name("户名", "账户名"),
            _optional("bank", TEXT, "开户银行", "开户行", "银行名称"),
            Field("balance", MONEY, "余额", ("存款余额", "账户余额")),
            _optional("balance_on", DATE, "余额日期", "数据日期"),
        ),
        key_fields=("pid", "bank"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "disability.certificates",
        "残疾人证",
        "disability",
        (
            ID_NO,
            NAME,
            # The number of the certificate begins with the holder's ID number.
            _optional("certificate_no", SECRET, "残疾证号", "残疾人证号"),
            Field("disability_kind", CHOICE, "残疾类别", ("残疾类型",), choices=DISABILITIES),
            Field("grade", CHOICE, "残疾等级", ("等级",), choices=GRADES),
            _optional("issued_on", DATE, "签发日期", "发证日期", "证件签发日期"),
            _optional("valid_to", DATE, "有效期至", "有效期", "证件有效期至"),
            _optional("subsidy", MONEY, "两项补贴月额", "两项补贴"),
        ),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "medical.expenses",
        "医疗自付",
        "medical",
        (
            ID_NO,
            _name("参保人姓名"),
            Field("self_paid_12m", MONEY, "近12个月自付金额", ("个人自付金额", "自付金额")),
            _optional("disease", TEXT, "病种", "疾病名称"),
            Field("is_major", CHOICE, "是否重特大疾病", ("重特大疾病",), choices=YES_NO),
            _optional("refunds_month", MONEY, "月均报销", "月均报销金额"),
        ),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "education.students",
        "在校学生",
        "education",
        (
            ID_NO,
            _name("学生姓名"),
            _optional("school", TEXT, "学校", "学校名称", "就读学校"),
            Field("stage", CHOICE, "学段", ("就读学段",), choices=STAGES),
            _optional("scholarship", MONEY, "月奖助学金", "奖助学金"),
        ),
        stale_after_months=6,
    )
)
declare_data_set(
    DataSet(
        "civil.marriages",
        "婚姻登记",
        "civil",
        (
            ID_NO,
            NAME,
            Field("partner_id_no", PERSON_ID, "配偶身份证号", ("对方身份证号",)),
            Field("partner_name", TEXT, "配偶姓名", ("对方姓名",)),
            Field(
                "kind",
                CHOICE,
                "登记种类",
                ("登记类型", "业务类型"),
                choices={"结婚": ("结婚登记",), "离婚": ("离婚登记",)},
            ),
            Field("registered_on", DATE, "登记日期"),
        ),
        INCREMENT,
        ("pid", "registered_on"),
    )
)
declare_data_set(
    DataSet(
        "civil.cremations",
        "殡葬火化",
        "civil",
        (
            ID_NO,
            _name("逝者姓名", "死者姓名"),
            Field("died_on", DATE, "死亡日期", ("死亡时间",)),
            _optional("cremated_on", DATE, "火化日期", "火化时间"),
        ),
        INCREMENT,
        ("pid", "died_on"),
    )
)
declare_data_set(
    DataSet(
        "justice.custody",
        "服刑羁押",
        "justice",
        (
            ID_NO,
            NAME,
            _optional("place", TEXT, "羁押场所", "服刑场所"),
            Field("started_on", DATE, "起始日期", ("刑期起始", "收押日期")),
            _optional("ended_on", DATE, "刑满日期", "刑期终止", "释放日期"),
            Field(
                "status",
                CHOICE,
                "状态",
                ("在押状态",),
                choices={"在押": ("服刑",), "刑满释放": ("释放",), "假释": ()},
            ),
        ),
        may_be_empty=True,
    )
)
declare_data_set(
    DataSet(
        "agriculture.rural",
        "农户与防返贫",
        "agriculture",
        (
            ID_NO,
            _name("户主姓名"),
            _optional("land_mu", DECIMAL, "承包地亩数", "承包地面积", "耕地亩数"),
            Field("farm_income", MONEY, "月均农业净收入", ("农业净收入",)),
            _optional("is_monitored", CHOICE, "防返贫监测对象", "监测对象", choices=YES_NO),
        ),
        stale_after_months=6,
    )
)
declare_data_set(
    DataSet(
        "civil.transfers",
        "转移性补贴",
        "finance",
        (
            ID_NO,
            NAME,
            Field("item", CHOICE, "补贴项目", ("项目", "补贴名称"), choices=ITEMS),
            Field("monthly_amount", MONEY, "月金额", ("月发放金额", "金额")),
        ),
        key_fields=("pid", "item"),
        stale_after_months=1,
    )
)
declare_data_set(
    DataSet(
        "prefecture.recipients",
        "外县在册救助对象",
        "prefecture",
        (
            ID_NO,
            NAME,
            Field("county_name", TEXT, "所在县区", ("县区", "所属县区")),
            Field(
                "benefit",
                CHOICE,
                "救助类别",
                ("救助类型",),
                choices={
                    "低保": ("最低生活保障", "城市低保", "农村低保"),
                    "特困": ("特困人员救助供养", "特困供养"),
                },
            ),
            _optional("ended_on", DATE, "停发日期", "停止日期"),
        ),
        may_be_empty=True,
    )
)
# Lists of other benefits that ours must not be paid beside, or that count like ours.
UNEMPLOYMENT = {"失业保险金": (), "失业补助金": ()}
CARE_FORMS = {"居家上门": ("居家护理", "居家"), "日间照料": ("日间护理",), "机构": ("机构护理",)}
for _key, _label, _columns in (
    ("hr.unemployment", "失业保险待遇", (
        Field("item", CHOICE, "失业待遇项目", ("失业待遇类别",), choices=UNEMPLOYMENT),
        Field("monthly_amount", MONEY, "失业待遇月金额", ("失业待遇月发放金额",)),
    )),
    ("hr.work_injury", "工伤保险生活护理费", (
        Field("monthly_amount", MONEY, "生活护理费月额", ("工伤生活护理费",)),
        _optional("started_on", DATE, "护理费起始日期", "护理费起领日期"),
        _optional("ended_on", DATE, "护理费停发日期", "护理费终止日期"),
    )),
    ("medical.care_insurance", "长期护理保险待遇", (
        Field("care_form", CHOICE, "护理服务形式", ("护理形式",), choices=CARE_FORMS),
        Field("monthly_paid", MONEY, "长护险月支付金额", ("长护险支付金额",)),
    )),
    ("veterans.recipients", "定期抚恤补助对象", (
        _optional("item", TEXT, "抚恤补助类别", "优抚对象类别"),
        Field("monthly_amount", MONEY, "抚恤补助月金额", ("定期抚恤补助金额",)),
    )),
):  # fmt: skip
    _first = _columns[0].name
    declare_data_set(
        DataSet(
            _key,
            _label,
            _key.split(".")[0],
            (ID_NO, NAME, *_columns),
            key_fields=("pid", _first) if _first in {"item", "care_form"} else ("pid",),
            stale_after_months=1,
            may_be_empty=True,
        )
    )

# What departments, mass and social organisations gave a person (综合救助信息资源库), as events.
declare_data_set(
    DataSet(
        "help.given",
        "其他部门救助",
        "help",
        (
            ID_NO,
            NAME,
            Field("giver", CHOICE, "帮扶方类别", ("帮扶主体类别",), choices={
                "政府部门": ("部门",), "群团组织": ("工会", "妇联", "团委", "残联", "红十字会"),
                "社会组织": (), "慈善组织": ("慈善会",), "企业和爱心人士": ("企业", "个人"),
            }),
            Field("provider", TEXT, "帮扶单位", ("救助单位",)),
            Field("need", CHOICE, "对应需求", ("救助需求",), choices={
                name: () for name in (
                    "基本生活", "医疗", "教育", "住房", "就业", "照料护理", "心理和社会融入", "生活物品",
                )
            }),
            Field("form", CHOICE, "救助形式", ("帮扶形式",), choices={
                "资金": ("现金",), "物质": ("实物", "物资"), "服务": (),
            }),
            _optional("what", TEXT, "帮扶内容", "救助内容"),
            _optional("amount", MONEY, "帮扶金额", "救助金额"),
            Field("given_on", DATE, "帮扶日期", ("救助日期",)),
        ),
        INCREMENT,
        ("pid", "provider", "need", "given_on"),
        legal_basis="社会救助法 第四十二条、第五十九条",
    )
)  # fmt: skip
