"""The register of policy documents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
