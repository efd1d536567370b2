"""The guard against overlaps asks by holder, however the table grew.

PostgreSQL keeps the plan of the first rows for all that follow in a connection; where a county's
whole list comes in at once, that plan read every row of the benefit for each new one.
"""

from typing import Any

from django.db import migrations

FUNCTION = "ALTER FUNCTION benefits_entitlement_guard()"


def plan_anew(apps: Any, schema_editor: Any) -> None:
    """Let the guard plan each question by the table as it stands."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{FUNCTION} SET plan_cache_mode TO force_custom_plan")


def plan_once(apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL keep the guard's plan again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{FUNCTION} RESET plan_cache_mode")


class Migration(migrations.Migration):
    """Plans of the guard of entitlements."""

    dependencies = [("benefits", "0003_shares")]
    operations = [migrations.RunPython(plan_anew, plan_once)]
