"""Family tracing: notices published, compared with the missing, closed (VR-02)."""

from pathlib import Path

from minzheng.kernel.exchange.declarations import CHOICE, CODE, DATE, SECRET, TEXT, Field
from minzheng.kernel.sharing.declarations import SharedSet

MAPPING = Path(__file__).parent / "shares.csv"
BASIS = "社会救助法 第三十一条；民发〔2015〕158号"

# A notice asks the public to recognise somebody: it says no more than that needs.
PERSON = (
    Field("number", CODE, "编号"),
    Field("name", TEXT, "姓名或自称", required=False),
    Field("sex", CHOICE, "性别", choices={"男": ("1",), "女": ("2",), "不详": ("9",)}),
    Field("born", CODE, "出生年份（约）", required=False),
    Field("home", TEXT, "籍贯或口音", required=False),
    Field("features", TEXT, "体貌特征", required=False),
    Field("found_on", DATE, "进站或走失日期"),
    Field("found_at", TEXT, "发现或走失地点"),
    Field("contact", TEXT, "公开联系方式"),
)
STATION = Field("file", SECRET, "站内档案号", required=False)
PUBLISHED = tuple(column.name for column in PERSON)
LIKENED = ("name", "sex", "born", "home", "features")

SHARES = (
    SharedSet(
        "rescue.tracing", "寻亲公告", BASIS, (*PERSON, STATION),
        {"family_tracing": PUBLISHED, "police": PUBLISHED, "jinmin": PUBLISHED},
        key_fields=("number",), mapping=MAPPING, frequency="on_change",
        stages=("登记", "已发布", "已比中", "已结案"), leaves_at=1,
        counterpart="rescue.missing", likened_by=LIKENED,
    ),
    SharedSet(
        "rescue.missing", "走失寻人信息", BASIS, PERSON, {},
        key_fields=("number",), taken_from="family_tracing", mapping=MAPPING, frequency="daily",
    ),
)  # fmt: skip
