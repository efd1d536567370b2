"""Addresses: the office at the root, each room under its own name."""

from django.urls import include, path

from minzheng.site import rooms

urlpatterns = [
    *(
        path(f"{room.rsplit('.', 1)[-1]}/", include(f"{room}.urls"))
        for room in rooms.with_module("urls")
        if not room.startswith("minzheng.site.") and room != "minzheng.ui"
    ),
    *(
        path("", include(f"{face}.urls"))
        for face in rooms.with_module("urls")
        if face.startswith("minzheng.site.")
    ),
]
