"""The database itself keeps the books: a sealed posting sums to nought and stays as it is.

A posting is inserted unsealed, then its lines, then it is sealed. On PostgreSQL no transaction can
end with an unsealed one; SQLite has no deferred triggers, there the service's transaction sees to it.
"""

from typing import Any

from django.db import migrations

_SEALED = "SELECT 1 FROM ledger_posting WHERE is_sealed AND id = {}"
_SUMS = """(SELECT count(*) FROM ledger_postingline WHERE posting_id = NEW.id) > 1
    AND (SELECT sum(amount) FROM ledger_postingline WHERE posting_id = NEW.id) = 0"""

POSTGRESQL = f"""
CREATE FUNCTION ledger_posting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.is_sealed THEN RAISE EXCEPTION 'ledger_posting is sealed last'; END IF;
        RETURN NEW;
    END IF;
    IF OLD.is_sealed THEN RAISE EXCEPTION 'ledger_posting is sealed'; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.is_sealed AND NOT ({_SUMS}) THEN RAISE EXCEPTION 'ledger_posting does not sum to nought'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_posting_kept BEFORE INSERT OR UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_guard();
CREATE FUNCTION ledger_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS ({_SEALED.format("OLD.posting_id")}) THEN
        RAISE EXCEPTION 'ledger_posting is sealed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF EXISTS ({_SEALED.format("NEW.posting_id")}) THEN RAISE EXCEPTION 'ledger_posting is sealed'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_line_kept BEFORE INSERT OR UPDATE OR DELETE ON ledger_postingline
    FOR EACH ROW EXECUTE FUNCTION ledger_line_guard();
CREATE FUNCTION ledger_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger_account is never changed';
END $$;
CREATE TRIGGER ledger_account_kept BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_guard();
CREATE FUNCTION ledger_posting_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_posting WHERE id = NEW.id AND NOT is_sealed) THEN
        RAISE EXCEPTION 'ledger_posting is not sealed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_posting_sealed AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_posting_whole();
"""
_REFUSE = "BEGIN SELECT RAISE(ABORT, '{}'); END"
SQLITE = {
    "ledger_posting_sealed_last": "BEFORE INSERT ON ledger_posting WHEN NEW.is_sealed "
    + _REFUSE.format("ledger_posting is sealed last"),
    "ledger_posting_unchanged": "BEFORE UPDATE ON ledger_posting WHEN OLD.is_sealed "
    + _REFUSE.format("ledger_posting is sealed"),
    "ledger_posting_not_removed": "BEFORE DELETE ON ledger_posting WHEN OLD.is_sealed "
    + _REFUSE.format("ledger_posting is sealed"),
    "ledger_posting_sums": f"BEFORE UPDATE ON ledger_posting WHEN NEW.is_sealed AND NOT ({_SUMS}) "
    + _REFUSE.format("ledger_posting does not sum to nought"),
    "ledger_line_in_time": f"BEFORE INSERT ON ledger_postingline WHEN EXISTS ({_SEALED.format('NEW.posting_id')}) "
    + _REFUSE.format("ledger_posting is sealed"),
    "ledger_line_unchanged": "BEFORE UPDATE ON ledger_postingline "
    f"WHEN EXISTS ({_SEALED.format('OLD.posting_id')}) OR EXISTS ({_SEALED.format('NEW.posting_id')}) "
    + _REFUSE.format("ledger_posting is sealed"),
    "ledger_line_not_removed": f"BEFORE DELETE ON ledger_postingline WHEN EXISTS ({_SEALED.format('OLD.posting_id')}) "
    + _REFUSE.format("ledger_posting is sealed"),
    "ledger_account_unchanged": "BEFORE UPDATE ON ledger_account "
    + _REFUSE.format("ledger_account is never changed"),
}  # fmt: skip
FUNCTIONS = ("posting_whole", "posting_guard", "line_guard", "account_guard")


def make(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for name, body in SQLITE.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {body}")


def unmake(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        for name in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION ledger_{name}() CASCADE")
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """The guards of the books."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
