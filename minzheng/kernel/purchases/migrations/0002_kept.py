"""The database itself keeps what was paid and every movement of goods as they were written."""

from typing import Any

from django.db import migrations


def _changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


# A merge of two records of one person may move person or household; nothing else may.
PAID = "OLD.state = 'paid'"
PAID_CHANGED = _changed(
    "state", "amount", "fund", "source", "division_id", "kind", "payee", "body_id", "invoice_id", "appraisal_id",
    "milestone_id", "voucher", "paid_on", "subject", "month",
)  # fmt: skip
MOVED_CHANGED = _changed(
    "goods_id", "kind", "quantity", "left_after", "on", "party", "purpose", "voucher"
).replace(".on ", '."on" ')
SETTLED = "OLD.settlement_id IS NOT NULL AND EXISTS (SELECT 1 FROM purchases_settlement s WHERE s.id = OLD.settlement_id AND s.state = 'paid')"
SETTLED_CHANGED = _changed("settlement_id", "amount", "quantity", "operator_id")
GUARDS = (
    ("purchases_settlement", PAID, PAID_CHANGED),
    ("purchases_goodsmove", "TRUE", MOVED_CHANGED),
    ("purchases_servicerecord", SETTLED, SETTLED_CHANGED),
)


def make(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    for table, kept, changed in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"""
            CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF {kept} THEN RAISE EXCEPTION '{table} is kept'; END IF;
                    RETURN OLD;
                END IF;
                IF ({kept}) AND ({changed}) THEN RAISE EXCEPTION '{table} is kept'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {table}_guard();
            """)
            continue
        plain = changed.replace("IS DISTINCT FROM", "IS NOT")
        for when, condition in (("UPDATE", f"({kept}) AND ({plain})"), ("DELETE", kept)):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_kept_{when.lower()} BEFORE {when} ON {table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
            )


def unmake(apps: Any, schema_editor: Any) -> None:
    """Remove the triggers."""
    for table, _kept, _changed_ in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_kept ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_guard()")
            continue
        for when in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_kept_{when}")


class Migration(migrations.Migration):
    """The guards of settlements, records and goods."""

    dependencies = [("purchases", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
