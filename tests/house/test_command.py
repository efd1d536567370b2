"""The command line: verbs, options, closing lines."""

import hashlib
import http.server
import json
import os
import runpy
import subprocess
import sys
import threading
import zipfile
from functools import partial

import pytest

from benchmarks import __main__ as bench
from minzheng.site import command, house, postgres, results, soaks
from minzheng.site.verbs import soak, test

FETCH_UV = house.ROOT / "deploy" / "fetch_uv.py"


def test_usage_names_every_verb(capsys):
    assert command.main([]) == 0
    shown = capsys.readouterr().out
    assert all(verb in shown for verb in [*command.VERBS, "demo", "bench"])


def test_unknown_verb_is_refused(capsys):
    assert command.main(["fly"]) == 2
    assert "check" in capsys.readouterr().err


def test_unknown_option_is_refused():
    with pytest.raises(SystemExit) as stop:
        command.run("requirements", ["--fast"])
    assert stop.value.code == 2


def test_home_is_taken_from_the_options(monkeypatch, tmp_path):
    monkeypatch.setenv("MINZHENG_HOME", "before")
    assert command.settle_home(["--home", str(tmp_path), "--port", "1"]) == ["--port", "1"]
    assert command.os.environ["MINZHENG_HOME"] == str(tmp_path)


@pytest.mark.parametrize(
    ("outcomes", "code", "line", "exit_code"),
    [
        (["passed", "passed"], 0, "2 passed, 0 failed", 0),
        (["passed", "failed"], 1, "1 passed, 1 failed", 1),
        (["passed", "skipped"], 0, "1 passed, 0 failed, 1 skipped", 0),
        ([], 5, "0 passed, 0 failed", 1),
        ([], 4, "0 passed, 1 failed", 1),
        (["passed"], -9, "1 passed, 1 failed", 1),
    ],
)
def test_closing_line_counts_both_databases(capsys, outcomes, code, line, exit_code):
    tests = {str(n): {"outcome": o, "seconds": 0.1} for n, o in enumerate(outcomes)}
    assert test.close({"sqlite": {"code": code, "tests": tests}}, 1.0) == exit_code
    assert capsys.readouterr().out.splitlines()[-1] == line


@pytest.mark.parametrize(
    ("failed", "others", "again", "outcome"),
    [
        (["journey"], ["test"], "passed", "passed"),
        (["journey"], ["test"], "failed", "failed"),
        (["test"], ["journey"], "passed", "failed"),
        (["journey", "test"], [], "passed", "failed"),
        ([f"journey{n}" for n in range(4)], [], "passed", "failed"),
    ],
)
def test_only_a_few_journeys_are_run_again_and_named(
    monkeypatch, capsys, failed, others, again, outcome
):
    def told(name, said):
        return {"outcome": said, "seconds": 0.1, "is_journey": name.startswith("journey")}

    def rerun(databases, selection):
        assert (list(databases), selection) == (["sqlite"], failed)
        return {"sqlite": {"code": 0, "tests": {name: told(name, again) for name in failed}}}

    monkeypatch.setattr(test, "run_databases", rerun)
    tests = {name: told(name, "failed") for name in failed}
    tests |= {name: told(name, "passed") for name in others}
    answers = {"sqlite": {"code": 1, "tests": tests}}
    test.journeys_again(answers)
    assert {answers["sqlite"]["tests"][name]["outcome"] for name in failed} == {outcome}
    assert test.close(answers, 1.0) == (outcome == "failed")
    assert ("不稳定" in capsys.readouterr().out) == (outcome == "passed")


def test_results_are_kept_by_state(monkeypatch, tmp_path):
    monkeypatch.setattr(results, "FOLDER", tmp_path / "results")
    assert results.kept("abc") is None
    results.keep("abc", {"databases": {}})
    assert results.kept("abc") == {"databases": {}}


@pytest.fixture
def bare_machine(monkeypatch):
    """Pretend that nothing the suite needs is installed, and that we may not install it."""
    monkeypatch.setattr(test, "browser", lambda: None)
    monkeypatch.setattr(test, "has_chinese_font", lambda: False)
    monkeypatch.setattr(test.postgres, "binaries", lambda: None)
    monkeypatch.setattr(test.os, "geteuid", lambda: 1000)


def test_bare_machine_is_told_the_line_to_type(bare_machine, capsys):
    assert test.run_all(()) == 2
    told = capsys.readouterr().err
    assert "apt-get install -y --no-install-recommends chromium postgresql fonts-noto-cjk" in told


def test_root_installs_what_is_lacking(bare_machine, monkeypatch):
    commands = []
    monkeypatch.setattr(test.os, "geteuid", lambda: 0)
    monkeypatch.setattr(test.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(test.subprocess, "run", lambda line, **given: commands.append(line))
    assert not test.equip()
    assert [line[:2] for line in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert commands[1][-3:] == ["chromium", "postgresql", "fonts-noto-cjk"]


def test_named_browser_wins(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert test.browser() == sys.executable
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert test.browser() is None


def test_server_of_our_own_answers_and_goes_away():
    with postgres.server() as address:
        folder = address.partition("host=")[2].replace("%2F", "/")
        asked = [
            str(postgres.binaries() / "psql"),
            "-h",
            folder,
            "-U",
            "postgres",
            "-tAc",
            "select 1",
        ]
        assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "1\n"
    assert not house.Path(folder).exists()


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("name", soaks.names())
def test_soak_holds_for_a_while(name):
    """A few runs of each; `./mz soak` runs them at length."""
    if name == "cycle_kills" and "MINZHENG_DATABASE" not in os.environ:
        pytest.skip("on SQLite the kernel's own test kills the month at every stage")
    assert soak.prove(name, runs=1000, seed=1, deadline_seconds=4) == []


def test_benchmark_closes_with_the_ratio():
    measured = {"ours": {"seconds": 2.0}, "rivals": {"pandas": {"seconds": 5.0}}, "rows": 7}
    closing = bench.report("cycle", 100, measured)
    assert closing["ratio"] == {"pandas": 2.5}
    assert (closing["name"], closing["size"], closing["rows"]) == ("cycle", 100, 7)
    json.dumps(closing)


@pytest.fixture
def simple_index(tmp_path, monkeypatch):
    """Serve a package index of our own with one uv wheel for this machine."""
    fetch = runpy.run_path(str(FETCH_UV))
    folder = tmp_path / "simple" / "uv"
    folder.mkdir(parents=True)
    machine = fetch["platform"].machine()
    wheel = folder / f"uv-1.2.3-py3-none-manylinux_2_5_{machine}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("uv-1.2.3.data/scripts/uv", "#!/bin/sh\necho uv 1.2.3\n")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    link = f'<a href="{wheel.name}#sha256={digest}">uv</a>'
    newer = f'<a href="uv-9.9.9-py3-none-win_amd64.whl#sha256={digest}">uv</a>'
    yanked = f'<a data-yanked="" href="uv-8.0.0-py3-none-manylinux_2_5_{machine}.whl#sha256={digest}">uv</a>'
    (folder / "index.html").write_text(link + newer + yanked)
    quiet = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lock = tmp_path / "uv.lock"
    lock.write_text(f'source = {{ registry = "http://127.0.0.1:{server.server_port}/simple" }}')
    yield folder, lock
    server.shutdown()
    server.server_close()


def fetch_uv(target, lock, **environ):
    command_line = [sys.executable, "-I", str(FETCH_UV), str(target), str(lock)]
    return subprocess.run(command_line, capture_output=True, text=True, check=False, env=environ)


def test_uv_comes_from_the_index_of_the_lock(simple_index, tmp_path):
    _, lock = simple_index
    answer = fetch_uv(tmp_path / "bin" / "uv", lock, HOME=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    said = subprocess.run([tmp_path / "bin" / "uv"], capture_output=True, text=True, check=True)
    assert said.stdout == "uv 1.2.3\n"


def test_uv_comes_from_the_configured_index_first(simple_index, tmp_path):
    folder, lock = simple_index
    lock.write_text("")
    answer = fetch_uv(
        tmp_path / "uv", lock, HOME=str(tmp_path), PIP_INDEX_URL=folder.parent.as_uri()
    )
    assert answer.returncode == 0, answer.stderr


def test_uv_with_a_wrong_sum_is_refused(simple_index, tmp_path):
    folder, lock = simple_index
    page = folder / "index.html"
    page.write_text(page.read_text().replace("sha256=", "sha256=" + "0" * 64 + "&"))
    answer = fetch_uv(tmp_path / "uv", lock, HOME=str(tmp_path))
    assert answer.returncode == 1
    assert "校验和不符" in answer.stderr
    assert not (tmp_path / "uv").exists()
