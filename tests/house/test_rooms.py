"""Every room is complete, and the map and the glossary know it."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from minzheng.site import glossary, house, rooms

OURS = [config for config in apps.get_app_configs() if config.name in rooms.PATHS]
ADDRESS = re.compile(r"https?://([\w.-]+)")
# Names of formats, our own machine, and hosts that exist for examples.
KNOWN_HOSTS = {
    "localhost",
    "127.0.0.1",
    "www.w3.org",
    "schemas.openxmlformats.org",
    "schemas.microsoft.com",
    "purl.org",
    "www.apache.org",
    "example.org",
    "elsewhere.example.org",
    "testserver",
}


def product_files() -> list[Path]:
    """Return the files that ship, third parties' own files and law texts left out."""
    suffixes = {".py", ".html", ".js", ".css", ".sh", ".csv", ".yaml", ".toml", ".service", ".txt"}
    folders = [house.ROOT / top for top in ("minzheng", "world", "benchmarks", "deploy", ".ci")]
    found = [p for f in folders for p in f.rglob("*") if p.is_file() and p.suffix in suffixes]
    skipped = {"vendor", "__pycache__", "tests"}
    return [p for p in [*found, house.ROOT / "mz"] if not skipped & set(p.parts)]


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_room_has_one_page_about_itself(config):
    page = Path(config.path) / "README.md"
    assert page.is_file()
    assert len(page.read_text(encoding="utf-8").strip()) > 200


def test_room_label_is_its_name():
    kernel = [c for c in OURS if ".kernel." in c.name or ".domains." in c.name]
    assert {c.label for c in kernel} == {c.name.rsplit(".", 1)[-1] for c in kernel}


def test_every_model_and_key_has_a_glossary_line():
    assert glossary.problems() == []


def test_glossary_keeps_what_a_person_wrote(tmp_path):
    file = tmp_path / "GLOSSARY.md"
    model, key = "audit.Entry", "zz.word"
    file.write_text(
        f"Words.\n\n{glossary.HEADS}"
        f"| `{model}` | 审计记录 | my own words | 本法 |\n| `{key}` | 词 | kept | – |\n"
    )
    added = glossary.write(file)
    assert model not in added
    assert glossary.written(file)[model].meaning == "my own words"
    assert glossary.written(file)[key].chinese == "词"
    assert file.read_text().startswith("Words.")
    assert glossary.write(file) == []


def test_every_model_has_a_chinese_name():
    models = [model for config in OURS for model in config.get_models()]
    english = [m._meta.label for m in models if str(m._meta.verbose_name).isascii()]
    assert english == []


def test_map_shows_every_module():
    assert [house.map_line(path) for path in house.unmapped()] == [], "./mz check --fix draws them"
    assert house.vanished() == []


def test_product_reads_nothing_of_the_workshop():
    found = [str(p) for p in product_files() if "/work/shared" in p.read_text(encoding="utf-8")]
    assert found == []


def test_product_names_no_foreign_host():
    found = {
        f"{path.relative_to(house.ROOT)}: {host}"
        for path in product_files()
        for host in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if host not in KNOWN_HOSTS and "." in host
    }
    assert found == set()
