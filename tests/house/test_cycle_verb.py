"""The verb ``cycle``: what it refuses, and what it hands to the room."""

import argparse
from pathlib import Path

import pytest

from minzheng.site.verbs import cycle


def options(month: str, inbox: Path | None = None) -> argparse.Namespace:
    return argparse.Namespace(month=month, inbox=inbox, only=None, mandate=None)


@pytest.fixture
def asked(monkeypatch):
    """Replace the room below by one that writes down what it was asked."""
    calls = []
    monkeypatch.setattr(cycle.accounts, "system_mandate", lambda: "platform")
    monkeypatch.setattr(cycle.cycle, "run", lambda month, **given: calls.append((month, given)))
    return calls


def test_month_is_read_in_several_styles(asked, tmp_path):
    assert cycle.run(options("2026年10月", tmp_path)) == 0
    month, given = asked[0]
    assert month == "2026-10"
    assert (given["inbox"], given["by"], given["only"]) == (tmp_path, "platform", None)
    assert given["at"].tzinfo is not None


def test_word_that_is_no_month_is_refused(asked, capsys):
    assert cycle.run(options("october")) == 2
    assert "2026-10" in capsys.readouterr().err
    assert asked == []


def test_missing_inbox_is_refused(asked, tmp_path):
    assert cycle.run(options("2026-10", tmp_path / "nowhere")) == 2
    assert asked == []


def test_refusal_of_the_room_is_told(asked, monkeypatch, capsys):
    def refuse(month, **given):
        raise cycle.cycle.CycleError("月度周期正在运行，请等它完成。")

    monkeypatch.setattr(cycle.cycle, "run", refuse)
    assert cycle.run(options("2026-10")) == 1
    assert "正在运行" in capsys.readouterr().err
