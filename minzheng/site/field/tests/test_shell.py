"""The shell: open to everybody, empty, complete, small, and new when a file of it changed."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from minzheng.site.field import shell

MOST_SHELL, MOST_STYLE = 100_000, 20_000


def read(name: str) -> bytes:
    found = finders.find(name)
    assert found, name
    return Path(found).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/field/", "/field/sw.js", "/field/manifest.webmanifest"])
def test_shell_opens_without_a_session(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert client.post(address).status_code in {403, 405}


@pytest.mark.django_db
def test_service_worker_keeps_the_page_and_every_file_it_is_made_of(client):
    script = client.get("/field/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    told = json.loads(re.search(r"const SHELL = (\{.*\});", script.content.decode())[1])
    assert told["version"] == shell.version()
    assert {"/field/", "/field/manifest.webmanifest"} < set(told["kept"])
    # What a script imports must be there when there is no signal.
    for name in [one for one in shell.files() if one.endswith(".js")]:
        for found in re.findall(r'from "(\.[^"]+)"', read(name).decode()):
            wanted = (
                (Path(name).parent / found).as_posix().replace("app/../", "").replace("/./", "/")
            )
            assert f"/static/{wanted}" in told["kept"], (name, found)


@pytest.mark.django_db
def test_shell_holds_neither_script_nor_style_of_its_own_and_no_data(client):
    page = client.get("/field/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    assert "csrf" not in page


@pytest.mark.django_db
def test_shell_is_small_enough_for_a_village(client):
    parts = [client.get("/field/").content, *(read(name) for name in shell.files())]
    assert sum(len(gzip.compress(part)) for part in parts) < MOST_SHELL
    assert len(read("field/app/field.css")) < MOST_STYLE


def test_version_follows_the_contents(tmp_path, monkeypatch):
    for name in ("static/field", "templates/field"):
        (tmp_path / name).mkdir(parents=True)
    script = tmp_path / "static/field/app.js"
    script.write_text("one")
    monkeypatch.setattr(shell, "ROOT", tmp_path)
    versions = set()
    for text in ("one", "two"):
        script.write_text(text)
        shell.version.cache_clear()
        versions.add(shell.version())
    monkeypatch.undo()
    shell.version.cache_clear()
    assert len(versions) == 2


@pytest.mark.django_db
def test_manifest_lets_a_phone_install_the_app(client):
    told = json.loads(client.get("/field/manifest.webmanifest").content)
    assert told["start_url"] == told["scope"] == "/field/"
    assert told["display"] == "standalone"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert all(read(icon["src"].removeprefix("/static/")) for icon in told["icons"])
