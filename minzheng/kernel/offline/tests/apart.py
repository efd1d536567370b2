"""Two phones of one worker that wrote the same field apart, for the tests of the pages."""

import uuid
from datetime import datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.offline import services
from minzheng.kernel.offline.models import Conflict
from minzheng.kernel.people.models import Household


def written(home: Household, by: Mandate, at: datetime) -> Conflict:
    """Let two phones say different things of the same home, and return the conflict."""
    record = str(uuid.uuid4())
    for number, words in enumerate(("屋顶漏雨", "屋顶完好")):
        device = services.register(uuid.uuid4(), label="", waiting=0, usage=0, by=by, at=at)
        op = {
            "op": str(uuid.uuid4()), "type": "set", "counter": number, "at": at.isoformat(),
            "record": {"id": record, "kind": "visit", "form": "field.visit", "household": home.pk},
            "field": "seen", "value": words, "bases": [],
        }  # fmt: skip
        services.take(device, [op], by=by, at=at)
    return Conflict.objects.get(record=record)
