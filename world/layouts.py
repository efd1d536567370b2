"""How each department lays out its file: name, encoding, headers, the lines around the table."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Layout:
    """One department's file; ``headers`` maps our clean columns to that department's words."""

    partner: str
    short: str
    encoding: str
    headers: dict[str, str]
    money: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    title: str = ""
    note: str = ""
    extra: str = ""
    has_total: bool = False

    def file_name(self, month: str, suffix: str) -> str:
        """Return the name under which the department delivers."""
        return f"{self.partner}_{self.short}_{month.replace('-', '')}.{suffix}"


UTF8, BOM, GB18030, XLSX = "utf-8", "utf-8-sig", "gb18030", "xlsx"

LAYOUTS = {
    "police.residents": Layout(
        "police", "residents", BOM,
        {"id_no": "公民身份号码", "name": "姓名", "sex": "性别", "birth_on": "出生日期",
         "household_book": "户口簿号", "relation": "与户主关系", "division_name": "所属村（社区）",
         "town_name": "乡镇", "hukou_kind": "户口性质", "change": "变动"},
        days=("birth_on",), choices=("sex",), extra="民族",
    ),
    "police.deaths": Layout(
        "police", "deaths", XLSX,
        {"id_no": "公民身份号码", "name": "姓名", "died_on": "死亡日期", "cancelled_on": "注销日期"},
        days=("died_on",), title="会宁县公安局死亡注销人员名单", note="填报单位：县公安局治安管理大队",
        has_total=True,
    ),
    "hr.wages": Layout(
        "hr", "wages", GB18030,
        {"id_no": "证件号码", "name": "人员姓名", "employer": "单位名称", "monthly_wage": "缴费工资",
         "insurance_paid": "个人缴费"},
        money=("monthly_wage",), title="城镇职工缴费工资明细", extra="参保状态", has_total=True,
    ),
    "hr.pensions": Layout(
        "hr", "pensions", UTF8,
        {"id_no": "身份证号", "name": "姓名", "pension_kind": "险种", "monthly_amount": "月养老金",
         "central_part": "其中中央基础养老金", "started_on": "领取起始日期"},
        money=("monthly_amount",), days=("started_on",), has_total=True,
    ),
    "market.businesses": Layout(
        "market", "businesses", XLSX,
        {"body_name": "企业名称", "credit_code": "统一社会信用代码", "id_no": "身份证号码",
         "name": "姓名", "role": "任职", "registered_capital": "注册资本（万元）",
         "status": "登记状态", "established_on": "成立日期", "ended_on": "注销日期",
         "monthly_net_income": "月均净收入"},
        money=("monthly_net_income",), days=("established_on",), choices=("status",),
        title="市场主体登记信息", note="数据来源：市场主体登记系统；注册资本单位：万元",
    ),
    "housing.properties": Layout(
        "housing", "properties", GB18030,
        {"property_no": "不动产单元号", "name": "权利人", "id_no": "证件号码", "use": "用途",
         "area": "建筑面积", "registered_on": "登记日期", "ended_on": "转移日期",
         "monthly_rent": "月租金"},
        money=("monthly_rent",), days=("registered_on",), choices=("use",), extra="坐落",
    ),
    "transport.vehicles": Layout(
        "transport", "vehicles", UTF8,
        {"plate": "号牌号码", "name": "姓名", "id_no": "身份证号", "vehicle_type": "车辆类型",
         "purpose": "使用性质", "registered_on": "初次登记日期", "ended_on": "注销或转移日期",
         "status": "状态"},
        days=("registered_on",), choices=("status",), title="机动车登记信息",
    ),
    "bank.deposits": Layout(
        "bank", "deposits", GB18030,
        {"id_no": "证件号码", "name": "姓名", "bank": "开户银行", "balance": "余额",
         "balance_on": "余额日期"},
        money=("balance",), days=("balance_on",),
    ),
    "disability.certificates": Layout(
        "disability", "certificates", XLSX,
        {"name": "姓名", "id_no": "身份证号", "certificate_no": "残疾证号", "disability_kind": "残疾类别",
         "grade": "残疾等级", "issued_on": "签发日期", "valid_to": "有效期至",
         "subsidy": "两项补贴月额"},
        money=("subsidy",), days=("valid_to",), title="持证残疾人花名册", note="会宁县残疾人联合会",
        has_total=True,
    ),
    "medical.expenses": Layout(
        "medical", "expenses", UTF8,
        {"id_no": "身份证号码", "name": "姓名", "self_paid_12m": "近12个月自付金额", "disease": "病种",
         "is_major": "是否重特大疾病", "refunds_month": "月均报销"},
        money=("self_paid_12m", "refunds_month"), choices=("is_major",),
    ),
    "education.students": Layout(
        "education", "students", GB18030,
        {"name": "姓名", "id_no": "身份证号", "school": "学校", "stage": "学段",
         "scholarship": "月奖助学金"},
        money=("scholarship",), choices=("stage",), title="在校学生名册", extra="班级",
    ),
    "civil.marriages": Layout(
        "civil", "marriages", XLSX,
        {"id_no": "身份证号", "name": "姓名", "partner_id_no": "配偶身份证号",
         "partner_name": "配偶姓名", "kind": "登记种类", "registered_on": "登记日期"},
        days=("registered_on",), choices=("kind",), title="婚姻登记信息",
    ),
    "civil.cremations": Layout(
        "civil", "cremations", XLSX,
        {"name": "姓名", "id_no": "身份证号", "died_on": "死亡日期", "cremated_on": "火化日期"},
        days=("died_on",), title="会宁县殡仪馆火化登记表", has_total=True,
    ),
    "justice.custody": Layout(
        "justice", "custody", XLSX,
        {"id_no": "身份证号码", "name": "姓名", "place": "羁押场所", "started_on": "起始日期",
         "ended_on": "刑满日期", "status": "状态"},
        days=("started_on",), choices=("status",),
    ),
    "agriculture.rural": Layout(
        "agriculture", "rural", UTF8,
        {"id_no": "身份证号", "name": "姓名", "land_mu": "承包地亩数",
         "farm_income": "月均农业净收入", "is_monitored": "防返贫监测对象"},
        money=("farm_income",), choices=("is_monitored",), note="口径：上年农业净收入按月折算",
    ),
    "civil.transfers": Layout(
        "finance", "transfers", GB18030,
        {"id_no": "身份证号", "name": "姓名", "item": "补贴项目", "monthly_amount": "月金额"},
        money=("monthly_amount",), choices=("item",), title="惠民惠农财政补贴“一卡通”发放明细",
        has_total=True,
    ),
    "prefecture.recipients": Layout(
        "prefecture", "recipients", XLSX,
        {"id_no": "公民身份号码", "name": "姓名", "county_name": "所在县区", "benefit": "救助类别",
         "ended_on": "停发日期"},
        choices=("benefit",), title="白银市在册救助对象（会宁县以外）",
    ),
    "hr.unemployment": Layout(
        "hr", "unemployment", UTF8,
        {"id_no": "身份证号", "name": "姓名", "item": "失业待遇项目",
         "monthly_amount": "失业待遇月金额"},
        money=("monthly_amount",), choices=("item",),
    ),
    "hr.work_injury": Layout(
        "hr", "work_injury", XLSX,
        {"id_no": "身份证号", "name": "姓名", "monthly_amount": "生活护理费月额",
         "started_on": "护理费起始日期", "ended_on": "护理费停发日期"},
        money=("monthly_amount",), days=("started_on",), title="工伤保险生活护理费发放名册",
    ),
    "medical.care_insurance": Layout(
        "medical", "care_insurance", UTF8,
        {"id_no": "身份证号码", "name": "姓名", "care_form": "护理服务形式",
         "monthly_paid": "长护险月支付金额"},
        money=("monthly_paid",), choices=("care_form",),
    ),
    "veterans.recipients": Layout(
        "veterans", "recipients", XLSX,
        {"name": "姓名", "id_no": "身份证号", "item": "抚恤补助类别",
         "monthly_amount": "抚恤补助月金额"},
        money=("monthly_amount",), title="定期抚恤补助对象名册", has_total=True,
    ),
    "emergency.disasters": Layout(
        "emergency", "disasters", XLSX,
        {"id_no": "身份证号", "name": "姓名", "disaster": "灾害种类", "happened_on": "受灾日期",
         "loss": "损失金额"},
        money=("loss",), days=("happened_on",), title="受灾人员情况表",
    ),
    "education.costs": Layout(
        "education", "costs", UTF8,
        {"id_no": "身份证号", "name": "姓名", "year_cost": "学年费用"}, money=("year_cost",),
    ),
    "tax.incomes": Layout(
        "tax", "incomes", UTF8,
        {"id_no": "证件号码", "name": "姓名", "taxed_income": "月均申报收入"}, money=("taxed_income",),
    ),
    "police.exits": Layout(
        "police", "exits", UTF8,
        {"id_no": "公民身份号码", "name": "姓名", "left_on": "出境日期", "state": "出入境状态"},
        days=("left_on",), choices=("state",),
    ),
    "construction.dangerous_houses": Layout(
        "construction", "dangerous_houses", XLSX,
        {"id_no": "身份证号", "name": "姓名", "house_grade": "危房等级", "appraised_on": "鉴定日期"},
        days=("appraised_on",), choices=("house_grade",), title="农村危房鉴定名册",
    ),
    "health.births": Layout(
        "health", "births", GB18030,
        {"id_no": "身份证号", "name": "姓名", "mother_id_no": "母亲身份证号",
         "mother_name": "母亲姓名", "father_id_no": "父亲身份证号", "father_name": "父亲姓名"},
    ),
    "help.given": Layout(
        "help", "given", XLSX,
        {"id_no": "身份证号", "name": "姓名", "giver": "帮扶主体类别", "provider": "帮扶单位",
         "need": "救助需求", "form": "帮扶形式", "what": "帮扶内容", "amount": "帮扶金额",
         "given_on": "帮扶日期"},
        money=("amount",), days=("given_on",), title="联席会议成员单位帮扶情况汇总表",
    ),
    "agriculture.former_poor": Layout(
        "agriculture", "former_poor", XLSX,
        {"id_no": "身份证号", "name": "姓名", "delisted_on": "脱贫退出日期"}, days=("delisted_on",),
        title="脱贫户名册",
    ),
}  # fmt: skip
