"""Fixtures of the tests of this room."""

from datetime import date

import pytest

from minzheng.domains.publicity import choices, services
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.documents.tests.county import county, moment, own_home, staff

__all__ = ["county", "own_home", "staff"]

TEXT = {
    "kind": choices.NEWS, "theme_class": "社会救助", "title": "会师镇开展冬季走访", "summary": "",
    "body": "近日，会师镇走访困难家庭。\n送去御寒衣物。", "keywords": "走访", "policy": None, "until_on": None,
}  # fmt: skip
# Who takes the six steps: three reviews by three people, each proof by somebody else.
HANDS = ("head", "chen", "reviewer", "chen", "bureau", "reviewer")


@pytest.fixture
def bureau(staff):
    """Return the staff, the seeds sown, and a second officer."""
    seed_parameters()
    user = User.objects.create_user("gao", display_name="gao")
    staff["gao"] = Mandate.objects.create(
        user=user, role="officer", division_id="620422", valid_from=date(2020, 1, 1)
    )
    return staff


@pytest.fixture
def article(bureau):
    """Return a text of the township, sent in."""
    row = services.write(
        bureau["lin"].division, unit="会师镇民政办", by=bureau["lin"], at=moment(11, 2), **TEXT
    )
    return services.send_in(row, by=bureau["lin"], at=moment(11, 2))


@pytest.fixture
def passed(article, bureau):
    """Return the text after its six steps."""
    for hand in HANDS:
        services.pass_step(article, by=bureau[hand], at=moment(11, 3))
    article.refresh_from_db()
    return article
