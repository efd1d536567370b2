"""What anybody may read of funerals: homes, cemeteries and halls, what they ask."""

from minzheng.kernel.bodies import public
from minzheng.kernel.domain import PublicRegister

KINDS = (
    "funeral_home",
    "crematorium",
    "cemetery",
    "public_cemetery",
    "ash_hall",
    "funeral_service",
)
REGISTERS = (
    PublicRegister(
        "funeral.facilities",
        "殡葬服务设施",
        public.facility_columns,
        public.facilities(KINDS),
        search=public.FACILITY_WORDS,
    ),
    PublicRegister(
        "funeral.fees",
        "殡葬服务收费",
        public.fee_columns,
        public.fees(KINDS),
        search=public.FEE_WORDS,
    ),
)
