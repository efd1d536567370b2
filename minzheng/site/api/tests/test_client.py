"""The published document is enough: a client generated from it files and follows an application."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from django.test import Client
from django.utils.timezone import localdate

from minzheng.core import clock
from minzheng.site.office.tests.county import county, desk, raised

from .test_interface import DIBAO, family, made_key, told

__all__ = ["county", "desk", "family", "raised"]


@pytest.fixture
def generated(county, tmp_path, monkeypatch):
    """Return the package that openapi-python-client makes of the published document."""
    document = tmp_path / "openapi.json"
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    document.write_bytes(answer.content)
    settings = tmp_path / "settings.yaml"
    settings.write_text(
        "post_hooks: []\nproject_name_override: c\npackage_name_override: minzheng_client\n"
    )
    program = Path(sys.executable).with_name("openapi-python-client")
    subprocess.run(
        [program, "generate", "--path", document, "--config", settings, "--output-path", tmp_path / "c"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path / "c"))
    yield importlib.import_module("minzheng_client")
    for name in [name for name in sys.modules if name.startswith("minzheng_client")]:
        del sys.modules[name]


def answered(request):
    """Carry a request of the generated client to the interface within this process."""
    skipped = {"host", "content-length", "content-type"}
    answer = Client().generic(
        request.method,
        request.url.raw_path.decode(),
        request.content,
        content_type=request.headers.get("content-type", ""),
        headers={name: value for name, value in request.headers.items() if name not in skipped},
    )
    return httpx.Response(answer.status_code, content=answer.content, headers=dict(answer.items()))


def operation(name):
    """Return an operation of the generated package."""
    return importlib.import_module(f"minzheng_client.api.default.{name}")


def test_a_client_made_from_the_document_files_and_follows(generated, family):
    household, applicant = family
    client = generated.AuthenticatedClient(
        base_url="http://testserver",
        token=made_key("ren"),
        httpx_args={"transport": httpx.MockTransport(answered)},
    )
    listed = operation("list_services").sync(client=client)
    assert DIBAO in {one.key for one in listed}
    models = importlib.import_module("minzheng_client.models")
    body = models.Filing.from_dict(told(household, applicant, localdate(clock.now())))
    filed = operation("file_application").sync(
        DIBAO, client=client, body=body, idempotency_key="G-1"
    )
    assert isinstance(filed, models.Application), filed
    seen = operation("read_application").sync(filed.number, client=client)
    assert (seen.number, seen.service) == (filed.number, DIBAO)
    gone = operation("read_application").sync("620422000000", client=client)
    assert isinstance(gone, models.Refused)


def test_the_document_names_every_operation_and_the_key(county):
    document = json.loads(Client().get("/api/openapi.json").content)
    names = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert names == {
        "list_services", "read_service", "read_circle", "file_application", "list_applications", "read_application",
        "take_step", "add_paper",
    }  # fmt: skip
    assert document["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"
