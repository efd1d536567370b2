"""Persons and the households they live in."""

from openfisca_core.entities import build_entity

Household = build_entity(
    key="household",
    plural="households",
    label="家庭",
    roles=[{"key": "member", "plural": "members", "label": "成员"}],
)
Person = build_entity(key="person", plural="persons", label="人员", is_person=True)
entities = [Household, Person]
