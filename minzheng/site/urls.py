"""Addresses: the office at the root, every other face and each room under its own name."""

from django.urls import include, path

from minzheng.site import rooms

AT_ROOT = "minzheng.site.office"

urlpatterns = [
    *(
        path(f"{room.rsplit('.', 1)[-1]}/", include(f"{room}.urls"))
        for room in rooms.with_module("urls")
        if room not in {AT_ROOT, "minzheng.ui"}
    ),
    path("", include(f"{AT_ROOT}.urls")),
]
