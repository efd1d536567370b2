"""What the law asks of the two disability subsidies: standards that are adjusted as time goes on."""

from minzheng.policy.legality import FLAG, LegalityCheck, grows_with, pace_of

GROWTH = "statistics.consumption_growth"
CONSUMPTION = "assistance.tekun.consumption_last_year"
STANDARDS = {
    "disability.living.living_standard": "困难残疾人生活补贴标准",
    "disability.nursing.nursing_standard": "重度残疾人护理补贴标准",
}

pace = pace_of(GROWTH, CONSUMPTION, category="")

CHECKS = tuple(
    LegalityCheck(
        f"{key}.dynamic",
        f"{label}适时调整（年度增幅与人均消费支出增速比较）",
        "国发〔2015〕52号（补贴标准动态调整机制）",
        (key, GROWTH, CONSUMPTION),
        grows_with(key, pace),
        severity=FLAG,
        pace=pace,
    )
    for key, label in STANDARDS.items()
)
