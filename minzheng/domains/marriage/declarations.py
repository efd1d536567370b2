"""What people book a time for at the registry of marriages."""

from minzheng.kernel.cases.declarations import Bookable, declare_bookable

_BASIS = "婚姻登记条例（2025年修订）"
# 婚姻登记条例 2025: the household booklet is no longer asked for.
REGISTRATION = declare_bookable(
    Bookable(
        "marriage.registration",
        "婚姻登记（结婚）",
        level="county",
        papers=("男女双方的居民身份证", "近期半身免冠合影照片"),
        basis=_BASIS,
    )
)
DIVORCE = declare_bookable(
    Bookable(
        "marriage.divorce",
        "婚姻登记（离婚申请）",
        level="county",
        papers=("男女双方的居民身份证", "结婚证", "离婚协议书"),
        basis=_BASIS,
    )
)
