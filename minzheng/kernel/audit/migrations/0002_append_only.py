"""Make the table, and let the database itself refuse to change or remove a line."""

from typing import Any

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entry is append-only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
"""
SQLITE = (
    """
    CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """,
    """
    CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """,
)


def make(apps: Any, schema_editor: Any) -> None:
    """Create the table (its model is unmanaged) and its triggers."""
    entry = apps.get_model("audit", "Entry")
    # Django makes no indexes for an unmanaged model; this copy of it lives in the migration only.
    entry._meta.managed = True
    schema_editor.create_model(entry)
    schema_editor.execute(
        "CREATE INDEX audit_entry_subject ON audit_entry (subject_key, subject_id)"
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers, the function and the table."""
    schema_editor.delete_model(apps.get_model("audit", "Entry"))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_entry_refuse()")


class Migration(migrations.Migration):
    """The audit table."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
