"""The web server as it is started for real."""

import argparse
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from minzheng.site import house
from minzheng.site.verbs import serve

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answer_of(address: str) -> urllib.error.HTTPError:
    """Ask until the server answers, and return its refusal."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address)
        except urllib.error.HTTPError as refusal:
            return refusal
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_server_answers_with_every_protection():
    port = free_port()
    command = serve.command("127.0.0.1", port, 1)
    environ = os.environ | {"PYTHONPATH": str(house.ROOT)}
    with subprocess.Popen(command, env=environ, stdout=-3, stderr=-3) as server:
        try:
            refusal = answer_of(f"http://127.0.0.1:{port}/nowhere-at-all")
        finally:
            server.terminate()
    assert refusal.code == 404
    assert "default-src 'self'" in refusal.headers["Content-Security-Policy"]
    assert refusal.headers["Referrer-Policy"] == "same-origin"
    assert refusal.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_fresh_database_lacks_nothing():
    assert serve.pending() == []


def test_outdated_database_is_not_served(monkeypatch, capsys):
    monkeypatch.setattr(serve, "pending", lambda: ["cases.0002_more"])
    monkeypatch.setattr(serve, "connection", argparse.Namespace(close=lambda: None))
    options = argparse.Namespace(host="127.0.0.1", port=1, workers=1)
    assert serve.run(options) == 2
    assert "./mz migrate" in capsys.readouterr().err
