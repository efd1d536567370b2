"""The door plate of petitions."""

from pathlib import Path

from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Domain, Panel
from minzheng.kernel.messages.declarations import declare_message
from minzheng.kernel.people.declarations import declare_person_reference

from . import queries
from .declarations import OWNER

declare_parameters(OWNER, Path(__file__).parent / "parameters.csv", label="诉求办理")
declare_message(
    "petitions.answered",
    "诉求答复",
    "您反映的事项（{number}）已有答复，请到“我的诉求”查看。",
    sms=True,
)
declare_person_reference("petitions.Grievance", "person")

domain = Domain(
    OWNER,
    "信访与评价",
    panels=[
        Panel(place, "petitions/about.html", query, needs="cases.see", label="诉求和来电")
        for place, query in (
            ("people.person", queries.person_panel),
            ("people.household", queries.household_panel),
            ("cases.case", queries.case_panel),
        )
    ],
)
