"""The database itself refuses to change or remove a line of a reserve fund's ledger."""

from typing import Any

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION assistance_reserveentry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'assistance_reserveentry is append-only';
END $$;
CREATE TRIGGER assistance_reserveentry_append_only BEFORE UPDATE OR DELETE ON assistance_reserveentry
    FOR EACH ROW EXECUTE FUNCTION assistance_reserveentry_refuse();
"""
SQLITE = [
    f"""CREATE TRIGGER assistance_reserveentry_no_{what.lower()} BEFORE {what} ON assistance_reserveentry
    BEGIN SELECT RAISE(ABORT, 'assistance_reserveentry is append-only'); END"""
    for what in ("UPDATE", "DELETE")
]


def make(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in [POSTGRESQL] if postgresql else SQLITE:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP TRIGGER assistance_reserveentry_append_only ON assistance_reserveentry"
        )
        schema_editor.execute("DROP FUNCTION assistance_reserveentry_refuse()")
        return
    for what in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER assistance_reserveentry_no_{what}")


class Migration(migrations.Migration):
    """The guard of the reserve ledger."""

    dependencies = [("assistance", "0001_relief")]
    operations = [migrations.RunPython(make, unmake)]
