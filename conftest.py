"""What every test may ask for; the keys and the home are set by ``minzheng.site.testing``."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings

from minzheng.site import testing


@pytest.fixture(scope="session")
def home() -> Path:
    """Return the home folder of this test session."""
    return Path(testing.HOME.name)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash passwords cheaply: scrypt is slow on purpose, and no test measures it."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
