"""The demo's plans: entered through the rooms' doors, no page empty, every figure accepted by a second person."""

from minzheng.domains.planning.models import Plan, RectificationItem, Task
from minzheng.kernel.indicators.models import ReportedValue
from world import planning, staff

from .county import TODAY


def test_the_demo_has_plans_with_figures_work_and_tracking(county):
    told = planning.fill(staff.mandates(), county.moment, TODAY)
    assert "3 个规划" in told
    huining = Plan.objects.get(key="huining")
    assert huining.superior.key == "demo_prefecture"
    assert huining.targets.exclude(superior=None).count() >= 4
    values = ReportedValue.objects.all()
    assert values.filter(state="accepted").count() == values.count() >= 60
    assert Task.objects.filter(state="open").exists() and Task.objects.filter(state="done").exists()
    assert RectificationItem.objects.count() == 2
