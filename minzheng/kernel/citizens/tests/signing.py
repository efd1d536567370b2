"""Put a test client in the state of a citizen who signed in, without any identity service."""

from datetime import datetime

from django.conf import settings
from django.test import Client

from minzheng.core import clock
from minzheng.kernel.citizens import services
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.citizens.queries import SESSION_KEY, UNTIL_KEY
from minzheng.kernel.people.models import Person

ISSUER = "https://identity.test"


def citizen_of(person: Person, *, at: datetime | None = None) -> Citizen:
    """Return the citizen of a person of the register who has an identity number."""
    return services.recognise(
        issuer=ISSUER,
        subject=f"person-{person.pk}",
        name=person.name,
        id_number=str(person.id_number),
        phone=person.phone,
        at=at or clock.now(),
    )


def sign_in(client: Client, person: Person, *, at: datetime | None = None) -> Citizen:
    """Let a test client be signed in to the portal as the citizen of a person; return the citizen."""
    moment = at or clock.now()
    citizen = citizen_of(person, at=moment)
    client.force_login(citizen.user)
    session = client.session
    session[SESSION_KEY] = citizen.pk
    session[UNTIL_KEY] = moment.timestamp() + settings.CITIZEN_SESSION_SECONDS
    session.save()
    return citizen
