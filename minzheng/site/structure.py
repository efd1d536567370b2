"""The tables of a database: made from the models at once where there are none, migrated where there are.

A new home need not live through every change the house has seen: that takes a minute, this takes
seconds. Guards that migrations set are set all the same. A test holds both ways against each other.
"""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder


def bring_up(*, verbosity: int = 0) -> None:
    """Bring the database to the tables of this version, whatever it holds now.

    Killed half-way, a new database is still empty and an older one stands at its last migration.
    """
    if not connection.introspection.table_names():
        _make()
    call_command("migrate", interactive=False, verbosity=verbosity)


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
