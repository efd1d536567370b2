"""Which lines of the audit are looks at files, which are exports, which are refusals at the door."""

from django.db.models import Q

from . import words

LOOKS = Q(verb__endswith=words.LOOKED) | Q(
    verb__in=("people.field.revealed", "exchange.line.shown")
)
EXPORTS = Q(
    verb__in=("office.list.exported", "payments.file.downloaded", "exchange.rejects.downloaded")
)
REFUSALS = Q(verb="accounts.sign_in_refused")
GROUPS = {"looks": LOOKS, "exports": EXPORTS, "refusals": REFUSALS}
