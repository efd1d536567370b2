"""The words around the code: licences, README, changes."""

import re
import tomllib

import pytest

from minzheng.site import house

PROJECT = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
THIRD_PARTY = (house.ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
GROUPS = PROJECT["dependency-groups"]
PACKAGES = [
    re.split(r"[\[=<>~! ]", line)[0]
    for line in [*PROJECT["project"]["dependencies"], *GROUPS["dev"], *GROUPS["bench"]]
]


@pytest.mark.parametrize("package", PACKAGES)
def test_licence_of_every_package_is_told(package):
    assert re.search(rf"^\| {re.escape(package)} \| [A-Z0-9]\S+", THIRD_PARTY, re.MULTILINE)


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "CHANGELOG.md", "GLOSSARY.md", "README.md"])
def test_word_is_there(name):
    assert (house.ROOT / name).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    "folder", [p for top in house.TOP_LEVEL for p in sorted((house.ROOT / top).glob("**/data"))]
)
def test_data_says_where_it_comes_from(folder):
    assert "icen" in (folder / "README.md").read_text(encoding="utf-8")


def test_readme_shows_the_two_commands():
    text = (house.ROOT / "README.md").read_text(encoding="utf-8")
    assert "./mz demo" in text
    assert "./mz test" in text
