"""A county is opened in an empty home: divisions, parameters, three administrators."""

import pytest

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.divisions.models import Division
from minzheng.site.verbs import open as opening


@pytest.mark.django_db
def test_county_opens_once_with_three_administrators():
    first = opening.open_county("620422")
    assert sorted(first) == ["auditadmin", "secadmin", "sysadmin"]
    assert Division.objects.filter(path__contains="/620422/").count() > 300
    assert ParameterValue.objects.exists()
    roles = Mandate.objects.filter(user__username__in=first).values_list("role", flat=True)
    assert len(set(roles)) == 3
    assert User.objects.get(username="secadmin").check_password(first["secadmin"])
    before = ParameterValue.objects.count()
    assert opening.open_county("620422") == {}
    assert ParameterValue.objects.count() == before


@pytest.mark.django_db
def test_first_administrator_binds_the_second_factor_before_anything_opens(client):
    password = opening.open_county("620422")["secadmin"]
    typed = {"username": "secadmin", "password": password, "code": "000000"}
    answer = client.post("/sign-in/", typed)
    assert answer.status_code == 302
    user = User.objects.get(username="secadmin")
    assert not user.has_second_factor
    assert "动态口令" in client.get(answer["Location"]).content.decode()
    user.refresh_from_db()
    assert user.totp_secret
    assert accounts.provisioning_uri(user).startswith("otpauth://")


def test_county_without_a_list_is_refused(db, capsys):
    with pytest.raises(ValueError, match="名录"):
        opening.open_county("110101")
