"""The file of one person: who it is, where he lives, his kin, everything that happened."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.timezone import localdate

from minzheng.kernel.people.choices import REVEALABLE
from minzheng.kernel.people.models import Person
from minzheng.kernel.sharing import queries as sharing
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import is_htmx

from ... import files, subjects
from ...doors import acting, needs


@needs("people.see")
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one person (一人一档); the look is on record."""
    viewer, on = acting(request), localdate(request.at)
    file = subjects.person_file(request, pk)
    home = file.membership.household if file.membership else None
    section = files.department_section(
        home, [file.person], viewer, request.at, is_asked=subjects.wants_facts(request)
    )
    if subjects.wants_facts(request) and is_htmx(request):
        return render(request, "office/people/_facts.html", section)
    kind = request.GET.get("kind", "")
    homes = [row.household for row in file.memberships]
    timeline, count = files.person_timeline(file.person, homes, viewer, kind)
    context = {
        "file": file,
        "person": file.person,
        "household": home,
        "age": subjects.age_of(file.person, request),
        "sealed": sealed(file.person),
        "may_reveal": viewer.may("people.reveal"),
        "may_note": viewer.may("people.edit") and file.person.died_on is None,
        "flags": [flag for flag in file.flags if flag.is_in_force(on)],
        "benefits": files.standing(home, on) if home else [],
        **section,
        "timeline": timeline,
        "timeline_count": count,
        "kinds": files.KINDS,
        "kind": kind,
        "panels": files.panels("people.person", file.person, viewer, request.at),
        "papers": files.papers(viewer, [file.person]),
        "certificates": [
            (sharing.kind_label(row), row)
            for row in sharing.certificates_of(viewer, [file.person]).select_related(None)
        ],
    }
    return render(request, "office/people/person.html", context)


def sealed(subject: Person) -> list[dict[str, str]]:
    """Return the guarded fields of a person, masked, each with the key it is opened by."""
    shown = {
        "id_number": subject.masked_id,
        "phone": subject.masked_phone,
        "account_number": subject.masked_account,
        "address": f"{subject.division.name}＊＊＊" if subject.address else "",
    }
    return [{"field": key, "label": REVEALABLE[key], "text": text} for key, text in shown.items()]


urlpatterns: list[URLPattern] = [path("people/<int:pk>/", person, name="person")]
