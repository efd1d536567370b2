"""The front door: how a room declares itself once, and how its parts reach the rooms that own them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import QuerySet

from minzheng.core.registry import Registry
from minzheng.kernel.accounts.declarations import declare_module
from minzheng.kernel.benefits import catalogue as overlaps
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits.declarations import Benefit
from minzheng.kernel.campaigns.declarations import Chain, declare_chains
from minzheng.kernel.cases import declarations as cases
from minzheng.kernel.cases.declarations import Workflow
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.indicators.declarations import registry as indicator_registry
from minzheng.kernel.sharing import catalogue as sharing_catalogue
from minzheng.kernel.sharing import declarations as sharing
from minzheng.policy import Policy
from minzheng.policy.legality import LegalityCheck
from minzheng.ui.tables import Column, Filter


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of somebody else's page: where it goes, its template, and `query(subject, viewer, at) -> dict`.

    A query that returns None has nothing to show there. ``label`` leads to it; else the room's does.
    """

    place: str
    template: str
    query: Callable[..., dict[str, object] | None]
    needs: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu: label, URL name, the capability a role needs to see it."""

    label: str
    url: str
    needs: str
    icon: str = "list"


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A page of figures: key, label, the indicators it shows."""

    key: str
    label: str
    show: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """A list of people a room keeps (名册), as the office draws it.

    ``rows(viewer, on)`` gives the viewer's rows as of a day, ``columns(on)`` and ``filters(on)`` what
    is shown and asked; ``person(row)`` is the number of the file a row opens. A row that is due or
    late may be toned. ``insures`` marks a register whose people are insured under its key.
    """

    key: str
    label: str
    rows: Callable[..., Any]
    columns: Callable[[date], Sequence[Column]]
    person: Callable[[Any], int | None]
    filters: Callable[[date], Sequence[Filter]] = lambda _on: ()
    order: str | tuple[str, ...] = "-id"
    intro: str = ""
    needs: str = "people.see"
    tone: Callable[[Any], str] | None = None
    insures: bool = False


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """A list anybody may read without signing in (公开名录), as the portal draws it.

    ``rows(division, on)`` gives what may be shown of a place on a day: it leaves
    out and masks whatever the law keeps back, for no viewer stands behind it. ``columns()`` may lead
    on (``href``); ``search`` names the fields a word is looked for in. ``by_village``: shown for one
    village at a time only. ``shown_at(division, on)``: whether the place publishes it at all.
    """

    key: str
    label: str
    columns: Callable[[], Sequence[Column]]
    rows: Callable[[str, date], QuerySet[Any]]
    intro: str = ""
    search: Sequence[str] = ()
    by_village: bool = False
    shown_at: Callable[[str, date], bool] = lambda _division, _on: True


@dataclass(frozen=True, slots=True)
class Domain:
    """One room's door plate (业务领域): everything it declares, by key."""

    key: str
    label: str
    policies: Sequence[Policy] = ()
    checks: Sequence[LegalityCheck] = ()
    benefits: Sequence[Benefit] = ()
    workflows: Sequence[Workflow] = ()
    indicators: ModuleType | None = None
    panels: Sequence[Panel] = ()
    menu: Sequence[MenuItem] = ()
    dashboards: Sequence[Dashboard] = ()
    registers: Sequence[Register] = ()
    public_registers: Sequence[PublicRegister] = ()
    modules: Sequence[str] = field(default=())
    chains: Sequence[Chain] = ()
    shares: Sequence[sharing.SharedSet | sharing.CertificateKind] = ()


registry: Registry[Domain] = Registry("业务领域")


def domains() -> list[Domain]:
    """Return the rooms that have declared themselves, by key."""
    return registry.all()


def panels(place: str) -> list[Panel]:
    """Return the panels rooms contribute to a place such as ``people.household``."""
    return [panel for domain in domains() for panel in domain.panels if panel.place == place]


def menu() -> list[MenuItem]:
    """Return the menu lines of all rooms, in the order of their keys."""
    return [item for domain in domains() for item in domain.menu]


def dashboards() -> list[Dashboard]:
    """Return the dashboards of all rooms."""
    return [board for domain in domains() for board in domain.dashboards]


def registers() -> list[tuple[Domain, Register]]:
    """Return the registers of all rooms, each with its room, in the order of the rooms' keys."""
    return [(domain, register) for domain in domains() for register in domain.registers]


def public_registers() -> list[tuple[Domain, PublicRegister]]:
    """Return the lists rooms offer to everybody, each with its room, in the order of the rooms' keys."""
    return [(domain, register) for domain in domains() for register in domain.public_registers]


def open_door(domain: Domain) -> Domain:
    """Hand each part of a room to the registry that owns it; a duplicate key fails loudly."""
    registry.add(domain.key, domain)
    declare_module(domain.key, domain.label)
    for policy in domain.policies:
        determinations.register_policy(policy)
        beside = policy.folder / overlaps.FILE if policy.folder else None
        if beside is not None and beside.is_file():
            overlaps.declare_overlaps(beside)
    # Judges read models, which are not loaded when this module first is.
    findings = import_module("minzheng.kernel.benefits.findings")
    for benefit in domain.benefits:
        benefits.declare_benefit(benefit)
        findings.declare_findings(benefit, domain.key, tuple(w.key for w in domain.workflows))
    determinations.declare_checks(*domain.checks)
    declare_chains(*domain.chains)
    for workflow in domain.workflows:
        cases.register_workflow(workflow)
        if workflow.service is not None:
            declare_module(workflow.key, workflow.label, domain.key)
    for share in domain.shares:
        sharing.declare_share(share)
    for board in domain.dashboards:
        for key in board.show:
            if key not in indicator_registry:
                raise LookupError(f"看板“{board.label}”引用了没有声明的指标“{key}”。")
    return domain


def _sharing_term(name: str, division: str, on: date, data_set: str) -> int:
    """Give the sharing room, which lies below the parameters, the dated value it asks for."""
    reads = import_module("minzheng.kernel.determinations.queries")
    owner = sharing_catalogue.OWNER
    found = reads.value_in_force(owner, name, division, on, data_set) if data_set else None
    found = found or reads.value_in_force(owner, name, division, on)
    if found is None:
        raise LookupError(f"没有“{name}”在{on}的参数值。")
    return int(found.value)


determinations.declare_parameters(
    sharing_catalogue.OWNER, sharing_catalogue.PARAMETERS, label="数据共享"
)
sharing.read_terms_from(_sharing_term)


class DomainConfig(AppConfig):
    """The app of a domain room: at start-up its `domain.py` is read and its door opened."""

    default = False

    def __init_subclass__(cls) -> None:
        """Make the room's own config the one Django takes; this base is only imported beside it."""
        cls.default = True

    def ready(self) -> None:
        """Read ``<room>.domain`` and open the door; the last one in checks what names across rooms."""
        module = import_module(f"{self.name}.domain")
        open_door(module.domain)
        rooms = [config for config in apps.get_app_configs() if isinstance(config, DomainConfig)]
        if self is rooms[-1]:
            overlaps.check_overlaps()
