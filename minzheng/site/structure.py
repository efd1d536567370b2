"""The tables of a database: made from the models at once where there are none, migrated where there are.

A new home need not live through every change the house has seen: that takes a minute, this takes
seconds. Guards that migrations set are set all the same. A test holds both ways against each other.

Django builds the classes of nearly all models anew for every change of one, for nearly all know the same
mandates and places, and that takes most of an upgrade. Here only those are that the change can touch.
"""

import sys
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def bring_up(*, verbosity: int = 0) -> None:
    """Bring the database to the tables of this version, whatever it holds now.

    Killed half-way, a new database is still empty and an older one stands at its last migration.
    """
    if connection.introspection.table_names():
        upgrade(verbosity=verbosity)
    else:
        _make()
    # What is left to Django: to tell its apps that there are tables.
    call_command("migrate", interactive=False, verbosity=verbosity)


def upgrade(*, verbosity: int = 0) -> None:
    """Take every migration that is still to be taken, each in a transaction of its own."""

    def tell(action: str, migration: Migration | None = None, _fake: bool | None = None) -> None:
        if verbosity and action == "apply_success":
            sys.stdout.write(f"  {migration}\n")

    executor = MigrationExecutor(connection, tell)
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    if not plan:
        return
    taken = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    before = NarrowState(loader.project_state(taken).models, loader.unmigrated_apps)
    emit_pre_migrate_signal(0, False, connection.alias, apps=before.apps, plan=plan)
    executor.migrate(loader.graph.leaf_nodes(), plan=plan, state=before)


class NarrowState(ProjectState):
    """The models as of a migration; a change of one builds anew itself and whoever refers to it, no others.

    The classes a model refers to may stay as they were: they learn of it from the registry, by its name.
    Where a key might change its type under those who refer to it, all is built as Django does it.
    """

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Build the classes anew that the change of a model can touch."""
        if "apps" not in self.__dict__:
            return
        model = app_label, model_name
        referring = {other for other, fields in self.relations[model].items() if fields} - {model}
        if referring and not delay:
            super().reload_model(app_label, model_name, delay)
            return
        # Who reads rows in a migration is given classes that all know each other.
        self.is_delayed = True
        touched = {model, *referring}
        with self.apps.bulk_update():
            for one in touched:
                self.apps.unregister_model(*one)
        self.apps.render_multiple([self.models[one] for one in touched])


def _make() -> None:
    """Make every table in one transaction, and record all migrations as done."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    recorder = MigrationRecorder(connection)
    with connection.schema_editor(atomic=True) as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        recorder.ensure_schema()
        for migration, _backwards in plan:
            _run(migration, editor)
            recorder.record_applied(migration.app_label, migration.name)


def _run(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    """Do what a migration does beyond the models: guards, and rows there are none of yet."""
    # The models as they are stand in for those of the migration's day: there are no rows of then.
    models: Any = apps
    for operation in migration.operations:
        if isinstance(operation, RunSQL):
            raise TypeError(f"{migration}: RunSQL 无法在新库中重放，请改用 RunPython")
        if isinstance(operation, RunPython):
            operation.code(models, editor)
