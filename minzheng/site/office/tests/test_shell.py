"""The shell of the office: its menu."""

from minzheng.site.office import menu


def test_menu_comes_as_the_reader_left_it():
    lines = [
        {"label": str(n), "group": group, "active": n == 0}
        for n, group in enumerate(["档案", "办件", "管理", "办件"])
    ]
    plain = {one["label"]: one["open"] for one in menu.sections(lines, "")}
    assert plain == {"档案": True, "办件": True, "管理": True}
    left = {one["label"]: one["open"] for one in menu.sections(lines, "-档案|-办件|+管理")}
    assert left == {"档案": True, "办件": False, "管理": True}
    long = menu.sections([lines[2]] * 30, "")
    assert [one["open"] for one in long] == [False]
