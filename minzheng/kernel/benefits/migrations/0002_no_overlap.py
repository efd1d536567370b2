"""The database itself refuses two overlapping rows of one benefit and holder."""

from typing import Any

from django.db import migrations

_OVERLAP = """
    SELECT 1 FROM benefits_entitlement other
    WHERE other.benefit = NEW.benefit AND other.holder = NEW.holder AND other.id <> NEW.id
    AND other.valid_from < COALESCE(NEW.valid_to, '9999-12-31') AND COALESCE(other.valid_to, '9999-12-31') > NEW.valid_from
"""
POSTGRESQL = f"""
CREATE FUNCTION benefits_entitlement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({_OVERLAP}) THEN RAISE EXCEPTION 'benefits_entitlement overlaps' USING ERRCODE = 'exclusion_violation'; END IF;
    RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER benefits_entitlement_no_overlap AFTER INSERT OR UPDATE ON benefits_entitlement
    FOR EACH ROW EXECUTE FUNCTION benefits_entitlement_guard();
"""
SQLITE = [
    f"""CREATE TRIGGER benefits_entitlement_no_overlap_{when.lower()} AFTER {when} ON benefits_entitlement
    WHEN EXISTS ({_OVERLAP}) BEGIN SELECT RAISE(ABORT, 'benefits_entitlement overlaps'); END"""
    for when in ("INSERT", "UPDATE")
]


def make(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in [POSTGRESQL] if postgresql else SQLITE:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER benefits_entitlement_no_overlap ON benefits_entitlement")
        schema_editor.execute("DROP FUNCTION benefits_entitlement_guard()")
        return
    for when in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER benefits_entitlement_no_overlap_{when}")


class Migration(migrations.Migration):
    """The guard of entitlements."""

    dependencies = [("benefits", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
