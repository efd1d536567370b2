"""生态安葬奖补: a one-off award by kind of ecological burial, against proof."""

from minzheng.policy import COUNTY, Policy

LAW = "殡葬管理条例（2026年）第三十一条、第三十二条"

policy = Policy("funeral.eco_burial", "生态安葬奖补", of="person", basis=LAW)

ECO_KINDS = {
    "wall": "壁葬",
    "tree": "树葬",
    "flower_bed": "花坛葬",
    "lawn": "草坪葬",
    "scattering": "骨灰撒散",
    "sea": "骨灰海葬",
    "deep": "遗体深埋不留坟头",
}
policy.parameter(
    "eco_kinds",
    "给予奖补的安葬方式",
    unit="选项",
    set_by=COUNTY,
    basis=LAW,
    many=True,
    choices=ECO_KINDS,
)
policy.parameter(
    "eco_award", "生态安葬奖补标准", unit="元", set_by=COUNTY, by="burial_kind", basis=LAW
)


@policy.condition("采用给予奖补的生态安葬方式", basis=LAW)
def eco_buried(burial_kind, eco_kinds):
    """One of the kinds the place rewards."""
    named = (burial_kind == "wall") & eco_kinds.str.contains(" wall ", literal=True)
    for kind in ("tree", "flower_bed", "lawn", "scattering", "sea", "deep"):
        named = named | ((burial_kind == kind) & eco_kinds.str.contains(f" {kind} ", literal=True))
    return named


@policy.condition("持有生态安葬证明", basis=LAW)
def is_proved(burial_proved):
    """Issued by the body that carried the burial out."""
    return burial_proved & True


@policy.condition("户籍在本地", basis=LAW)
def is_registered_here(registered_here):
    """The place of household registration pays."""
    return registered_here & True


@policy.condition("已死亡", basis=LAW)
def has_died(is_dead):
    """Nobody is rewarded in advance."""
    return is_dead & True


@policy.amount("生态安葬奖补", unit="元", basis=LAW)
def award(eco_award):
    """By kind of burial."""
    return eco_award + 0
