"""Named households with stories, for screenshots, tests and the first walk through the demo."""

import dataclasses

import numpy as np
import polars as pl

from world import places
from world.draft import Draft


@dataclasses.dataclass(frozen=True)
class Story:
    """One household that people will remember: what it carries, where it lives, who they are."""

    key: str
    kind: str
    is_truth: bool
    town: str
    names: tuple[str, ...]
    text: str


STORIES = (
    Story("couple_never_applied", "missed", True, "会师镇", ("张秀英", "王德福", "王念慈"),
          "老两口靠居民养老金和几亩薄地过日子，从未申请过低保：应保未保。"),
    Story("exactly_at_the_line", "missed", False, "会师镇", ("何守业", "李桂芳", "何小满"),
          "家庭人均收入恰等于标准：不低于标准，不予保障。"),
    Story("car_in_the_yard", "hidden_car", True, "会师镇", ("王建军", "陈巧玲", "王家栋"),
          "低保家庭，院里停着一辆未申报的小轿车。"),
    Story("car_sold_in_time", "hidden_car", False, "会师镇", ("杨万财", "刘翠兰", "杨小军"),
          "有过车，月前已经卖掉，不应被发现。"),
    Story("found_work", "exit_income", True, "新添堡回族乡", ("马忠", "马桂花", "马小东"),
          "找到了稳定工作，收入已超标准：应退未退。"),
    Story("died_in_the_month", "dead_recipient", True, "会师镇", ("赵永福", "刘玉梅", "赵雪梅"),
          "家中有人本月去世，仍在计发。"),
    Story("namesake_died", "dead_recipient", False, "会师镇", ("李长庚", "孙桂香", "李㛃"),
          "同名的另一个人去世，与这一家无关。"),
    Story("long_name", "amount_change", True, "会师镇",
          ("阿卜杜拉·买买提江", "古丽娜尔·阿卜杜拉", "艾力·阿卜杜拉"),
          "新增一笔计入收入的补贴，待遇应当调整。"),
    Story("rare_character", "amount_change", False, "郭城驿镇", ("牛䶮", "苏彩霞", "牛㛃"),
          "新增的是不计入收入的补贴，待遇不变。"),
    Story("shop_on_the_street", "hidden_property", True, "郭城驿镇", ("魏长福", "常月娥", "魏明"),
          "名下有一间未申报的商铺。"),
    Story("savings", "hidden_deposit", True, "河畔镇", ("柴有余", "冉淑珍", "柴小宝"),
          "存款超过限额。"),
    Story("prison", "in_custody", True, "郭城驿镇", ("侯宝山", "侯小勇", "侯娟"),
          "家中成员正在服刑，仍计入共同生活的家庭成员。"),
    Story("two_counties", "double_claim", True, "会师镇", ("陈桂兰", "南志远", "南星"),
          "同时在外县享受低保。"),
    Story("one_digit_wrong", "wrong_id", True, "郭城驿镇", ("党生辉", "师秀云", "党晓燕"),
          "登记的身份证号与公安不一致。"),
    Story("moved_away", "member_left", True, "会师镇", ("雷满仓", "雷秋菊", "雷雨"),
          "成员户口已迁出，仍在计发。"),
)  # fmt: skip


# So many families without help live in the county seat: its clerk has cases of every state.
NEARBY = 7
# Heads of households who are women; the number of a person says so too.
WOMEN = frozenset({"张秀英", "陈桂兰"})


def tell(draft: Draft) -> None:
    """Give each story the first fitting household: names, village, and a line in the list."""
    name = draft.people["name"].to_numpy().astype(object)
    _free_names(draft, name)
    village = draft.households["village"].to_numpy().copy()
    listed = places.villages()
    taken: set[int] = set()
    for story in STORIES:
        household = _fitting(draft, story, taken)
        taken.add(household)
        members = draft.members(household)
        for person, wanted in zip(members, story.names, strict=False):
            name[person] = wanted
        village[household] = _village(listed, story.town, draft.households, household)
        draft.stories.append(
            {"key": story.key, "kind": story.kind, "is_truth": story.is_truth,
             "household": household, "name": story.names[0], "town": story.town,
             "text": story.text}
        )  # fmt: skip
    for household in draft.sites["missed", True][:NEARBY]:
        if int(household) not in taken:
            village[household] = _village(listed, places.SEAT, draft.households, int(household))
    for other, person in draft.same_name.items():
        name[other] = name[person]
    _write_back(draft, name, village, listed)


def _fitting(draft: Draft, story: Story, taken: set[int]) -> int:
    """Return the first household of the kind, preferring as many members as named."""
    chosen = [int(h) for h in draft.sites[story.kind, story.is_truth] if int(h) not in taken]
    listed = draft.decoys if not story.is_truth else draft.truths
    why = {row["household"]: row.get("why", "") for row in listed if row["kind"] == story.kind}
    wish = {"exactly_at_the_line": "收入恰等于标准", "car_sold_in_time": "汽车月前已转移"}
    wanted = wish.get(story.key, "")
    fitting = [h for h in chosen if wanted in why.get(h, "")] or chosen
    old = {"couple_never_applied", "namesake_died"}
    age = draft.people["age"].to_numpy()

    sex = draft.people["sex"].to_numpy()
    wanted_sex = "F" if story.names[0] in WOMEN else "M"

    def distance(household: int) -> tuple[int, int, int]:
        head = draft.head(household)
        far = abs(draft.size(household) - min(len(story.names), 2 if story.key in old else 3))
        return int(sex[head] != wanted_sex), far, -int(age[head]) if story.key in old else 0

    return min(fitting, key=distance)


def _free_names(draft: Draft, name: np.ndarray) -> None:
    """Nobody else in the county bears a story's name."""
    reserved = {wanted for story in STORIES for wanted in story.names}
    second = np.array(list("建国玉春秋文明德全"), dtype=object)
    for place in np.flatnonzero(np.isin(name, list(reserved))):
        name[place] = name[place][0] + second[place % 9] + second[(place // 9) % 9] + "生"


def _village(listed: pl.DataFrame, town: str, households: pl.DataFrame, household: int) -> int:
    """Return a village of the town with the household's own residence, for its standard stays."""
    residence = households["residence"][household]
    there = listed.filter((pl.col("town_name") == town) & (pl.col("residence") == residence))
    if there.is_empty():
        return int(households["village"][household])
    return int(there["village"][household % len(there)])


def _write_back(draft: Draft, name: np.ndarray, village: np.ndarray, listed: pl.DataFrame) -> None:
    where = ["town_code", "town_name", "village_name"]
    place = pl.DataFrame({"village": village.astype(np.uint32)}).join(
        listed.select("village", *where), on="village", how="left", maintain_order="left"
    )
    draft.households = draft.households.with_columns(
        place["village"], *(place[column] for column in where)
    )
    of_person = draft.people["household"]
    draft.people = draft.people.with_columns(
        pl.Series("name", name.astype(str)),
        *(place[column].gather(of_person) for column in ["village", *where]),
    )
