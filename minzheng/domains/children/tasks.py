"""What child welfare does every month by itself: plans for the orphans who grow up."""

from datetime import datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns import services as life
from minzheng.kernel.cycle.declarations import monthly

from . import services


@monthly("children.adulthood", "孤儿成年衔接")
def adulthood(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Open the plans of those who come of age in the coming months."""
    return {"opened": services.open_plans(by=by, at=at)}


@monthly("children.majority", "年满十八周岁")
def majority(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Open in every room what coming of age asks of it."""
    return {"of_age": life.come_of_age(month, by=by, at=at)}
