"""Addresses of the interface; every operation asks for a key, the document is public."""

from django.urls import path
from ninja import NinjaAPI

from minzheng.site.access import for_machines, public

from .doors import Key, refuse_in_words
from .operations import router

app_name = "api"

DOCUMENT = "/openapi.json"
interface = NinjaAPI(
    title="民政一体化平台接口",
    version="1.0.0",
    description="事项查询、代群众申报、进度查询、环节办理。每次调用须带接口密钥（Authorization: Bearer mz_…）。",
    docs_url=None,
    openapi_url=DOCUMENT,
    urls_namespace="api:v1",
    auth=Key(),
)
interface.add_router("/v1", router)
refuse_in_words(interface)

_paths, _app, _namespace = interface.urls
for _entry in _paths:
    # The document names every operation and holds nothing of anybody.
    marked = public if str(_entry.pattern) == DOCUMENT.removeprefix("/") else for_machines
    if _entry.callback is not None:
        marked(_entry.callback)

urlpatterns = [path("", (_paths, _app, "v1"))]
