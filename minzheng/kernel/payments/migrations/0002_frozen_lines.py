"""The database itself refuses to change or remove what was sent to a bank."""

from typing import Any

from django.db import migrations

_SENT = "OLD.state IN ('sent', 'paid', 'failed')"
_CHANGED = """(NEW.amount <> OLD.amount OR NEW.account_index <> OLD.account_index OR NEW.holder <> OLD.holder
    OR NEW.month <> OLD.month OR NEW.run_id <> OLD.run_id OR NEW.kind <> OLD.kind OR NEW.benefit <> OLD.benefit
    OR NEW.entitlement_id <> OLD.entitlement_id OR NEW.state IN ('ready', 'blocked')
    OR (OLD.state IN ('paid', 'failed') AND NEW.state <> OLD.state))"""
POSTGRESQL = f"""
CREATE FUNCTION payments_paymentline_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF {_SENT} THEN RAISE EXCEPTION 'payments_paymentline is sent'; END IF;
        RETURN OLD;
    END IF;
    IF {_SENT} AND {_CHANGED} THEN RAISE EXCEPTION 'payments_paymentline is sent'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_paymentline_frozen BEFORE UPDATE OR DELETE ON payments_paymentline
    FOR EACH ROW EXECUTE FUNCTION payments_paymentline_guard();
"""
SQLITE = [
    f"""CREATE TRIGGER payments_paymentline_frozen_update BEFORE UPDATE ON payments_paymentline
    WHEN {_SENT} AND {_CHANGED} BEGIN SELECT RAISE(ABORT, 'payments_paymentline is sent'); END""",
    f"""CREATE TRIGGER payments_paymentline_frozen_delete BEFORE DELETE ON payments_paymentline
    WHEN {_SENT} BEGIN SELECT RAISE(ABORT, 'payments_paymentline is sent'); END""",
]


def make(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in [POSTGRESQL] if postgresql else SQLITE:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER payments_paymentline_frozen ON payments_paymentline")
        schema_editor.execute("DROP FUNCTION payments_paymentline_guard()")
        return
    for when in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER payments_paymentline_frozen_{when}")


class Migration(migrations.Migration):
    """The guard of payment lines."""

    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
