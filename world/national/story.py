"""What the demo county shares: one agreement in force, one that waits, a file sent, rows in the registers."""

import datetime
from collections.abc import Callable

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.sharing import services
from minzheng.kernel.sharing.declarations import shared_set

Moment = Callable[..., datetime.datetime]
HOME, CHARITY = "52620422MJ12345671", "53620422MJ1234567X"

ROWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("places.names", {
        "code": "620422100001", "name": "长征路", "pinyin": "Changzheng Lu", "kind": "街路巷", "status": "标准地名",
        "area": "620422", "longitude": "105.0534", "latitude": "35.6922", "approved_by": "会宁县人民政府",
        "approved_on": "1996-10-01", "origin": "纪念红军三大主力会师",
    }),
    ("places.names", {
        "code": "620422100002", "name": "会师塔", "pinyin": "Huishi Ta", "kind": "设施", "status": "标准地名",
        "area": "620422", "approved_by": "会宁县人民政府",
    }),
    ("places.names", {
        "code": "620422100003", "name": "祖厉河", "pinyin": "Zuli He", "kind": "自然地理实体", "status": "标准地名", "area": "620422",
    }),
    ("charity.activities", {
        "number": "620422-2026-01", "name": "暖冬行动", "organisation": "会宁县慈善会（演示）", "code": CHARITY,
        "kind": "公开募捐", "purpose": "困难老人过冬取暖", "filed_on": "2026-10-20", "starts_on": "2026-11-05",
        "ends_on": "2026-12-31", "emergency": "否", "contact": "会宁县慈善会办公室",
    }),
    ("elderly.institutions", {
        "code": HOME, "name": "夕阳红养老院（演示）", "kind": "民办", "filed_on": "2020-05-01", "beds": "50", "residents": "53",
        "grade": "二级", "fire_checked": "是", "food_licence": "是", "prepaid": "1200.00", "inspected_on": "2026-05-01",
    }),
    ("volunteering.teams", {"number": "T1", "name": "暖阳助老队（演示）", "leader": "何婷", "field": "助老", "founded_on": "2025-03-01"}),
    ("rescue.tracing", {
        "number": "HN-2026-1", "name": "自称小李", "sex": "男", "born": "1978", "home": "四川口音", "features": "左手有疤",
        "found_on": "2026-11-01", "found_at": "会宁汽车站", "contact": "会宁县救助站",
    }),
)  # fmt: skip
MISSING = "bh,xm,xb,csnf,jg,rq,dd,lxfs\nSC-7,小李,1,1978,四川,2026-06-01,成都,成都救助站\n"
PURPOSES = {
    "prefecture": ("全市救助对象汇聚", "市民函〔2026〕8号"),
    "medical": ("困难群众参保资助和医疗救助", "会医保函〔2026〕3号"),
}


def share(people: dict[str, Mandate], moment: Moment) -> str:
    """Let the officer enter and the reviewer grant; return what happened in one line."""
    chen, wei = people["chen"], people["wei"]
    asked = {}
    for partner, (purpose, document) in PURPOSES.items():
        fields = shared_set("assistance.recipients").consumers[partner]
        asked[partner] = services.ask(
            "assistance.recipients", partner, direction="out", division=chen.division, fields=fields, purpose=purpose,
            document=document, valid_from=moment(3, 9).date(), valid_to=None, by=chen, at=moment(3, 9),
        )  # fmt: skip
    granted = services.decide(
        asked["prefecture"], granted=True, reason="", by=wei, at=moment(3, 15)
    )
    services.connect(
        "prefecture", division=chen.division, mode="file", address="", secret_name="",
        encoding="gb18030", by=chen, at=moment(3, 16),
    )  # fmt: skip
    batch = services.push(granted, by=chen, at=moment(4, 9))
    for key, typed in ROWS:
        services.save_entry(key, typed, division=chen.division, by=chen, at=moment(4, 10))
    services.import_table(
        "rescue.missing", MISSING.encode(), division=chen.division, by=chen, at=moment(4, 11)
    )
    return f"{len(asked)} 项共享申请，推送 {batch.rows if batch else 0} 行，登记 {len(ROWS) + 1} 条"
