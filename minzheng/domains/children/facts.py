"""What this room's decisions and a household's make-up say of children: held schemes, parents at home."""

from datetime import date

import polars as pl

from minzheng.kernel.benefits.facts import SOURCE, held_fact
from minzheng.kernel.determinations.declarations import case_only, fact_provider

ORPHAN, UNATTENDED = "children.orphan", "children.unattended"
ADULT = 18
PARENTS = {"father": "male", "mother": "female"}
AT_HOME = "家庭登记（父母与儿童共同生活）"

case_only("children.disabled_help", "遇困难时提出申请，困难情形只记在办件中")
held_fact("orphan_recipient", ORPHAN)
held_fact("unsupported_recipient", UNATTENDED)


@fact_provider("children.choice", SOURCE)
def chosen_scheme(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Whoever draws one of the two child schemes has chosen it; nobody else has."""
    chosen = pl.col("orphan_recipient") | pl.col("unsupported_recipient")
    people = register.unique("person")
    return people.select("person", child_scheme_chosen=chosen)


@fact_provider("children.parents", AT_HOME)
def parents_at_home(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """What the register and the departments say of a parent with whom a child lives.

    The head and the spouse are the parents of a minor who stands in the register as a child of the
    household. A parent at home is found, in touch, not deported and has the child in his care; his
    death, disability, custody and illness are what departments know of him. Of a parent who does
    not live there nothing follows: that is what our people find out and record.
    """
    wanted = ["household", "person", "relation", "age", "sex", "is_dead", "in_custody",
              "declared_missing", "disability_kind", "disability_grade", "has_major_disease"]  # fmt: skip
    people = register.select(wanted)
    children = people.filter((pl.col("relation") == "child") & (pl.col("age") < ADULT))
    known = children.select("household", "person").unique("person")
    couple = people.filter(pl.col("relation").is_in(["head", "spouse"]))
    for who, sex in PARENTS.items():
        parent = couple.filter(pl.col("sex") == sex).unique("household", keep="none")
        known = known.join(parent.select("household", *_as_parent(who)), on="household", how="left")
    return known.drop("household")


def _as_parent(who: str) -> list[pl.Expr]:
    """Turn what is known of a person into the columns of a parent."""
    alive_and_free = ~pl.col("is_dead") & ~pl.col("in_custody")
    no = pl.when(alive_and_free).then(pl.lit(value=False))
    told = {
        "dead": pl.col("is_dead"),
        "declared_missing": pl.col("declared_missing"),
        "not_found": no,
        "disability_kind": pl.col("disability_kind"),
        "disability_grade": pl.col("disability_grade"),
        # Only a sure no: whether an illness is on the place's list is for our people to find.
        "listed_disease": pl.when(~pl.col("has_major_disease")).then(pl.lit(value=False)),
        "custody": pl.when(~pl.col("in_custody"))
        .then(pl.lit("none"))
        .when(pl.col("in_custody"))
        .then(pl.lit("prison")),
        "out_of_contact": no,
        "guardianship_revoked": no,
        "deported": no,
    }
    return [value.alias(f"{who}_{name}") for name, value in told.items()]
