"""What anybody may read of elderly care: homes and canteens with beds, what they ask."""

from django.utils.translation import gettext as _

from minzheng.kernel.bodies import public
from minzheng.kernel.domain import PublicRegister
from minzheng.ui.tables import Column

KINDS = ("elderly_home", "care_centre", "day_care", "happy_house", "canteen")


def facility_columns() -> list[Column]:
    """Return what is shown of a place of elderly care, its beds with it."""
    return public.facility_columns(
        Column("beds", _("床位"), kind="number"),
        Column("nursing_beds", _("护理型床位"), kind="number"),
    )


REGISTERS = (
    PublicRegister(
        "elderly.facilities",
        "养老服务设施",
        facility_columns,
        public.facilities(KINDS),
        search=public.FACILITY_WORDS,
    ),
    PublicRegister(
        "elderly.fees",
        "养老服务收费",
        public.fee_columns,
        public.fees(KINDS),
        search=public.FEE_WORDS,
    ),
)
