"""What each source pays of a run, months that are closed; accounts of lines sealed as persons' own."""

from collections.abc import Callable
from typing import Any

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models
from minzheng.core import sealing

LINE, PERSON = "payments.account", "people.account"
AT_ONCE = 2000


def _seal_again(connection: Any, before: str, after: str) -> None:
    """Open every account of the lines with one purpose and seal it for another, in parts."""
    close: Callable[[bytes], bytes] | None = None
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, account FROM payments_paymentline"
                " WHERE id > %s AND account IS NOT NULL ORDER BY id LIMIT %s",
                [last, AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            close = close or sealing.sealer(after)
            again = [(close(sealing.unseal_bytes(account, before)), pk) for pk, account in rows]
            cursor.executemany("UPDATE payments_paymentline SET account = %s WHERE id = %s", again)
        last = rows[-1][0]


def seal_as_persons(apps: Any, schema_editor: Any) -> None:
    """Let a line's account be a copy of the person's, byte for byte."""
    _seal_again(schema_editor.connection, LINE, PERSON)


def seal_as_lines(apps: Any, schema_editor: Any) -> None:
    """Give the lines their own purpose again."""
    _seal_again(schema_editor.connection, PERSON, LINE)


class Migration(migrations.Migration):
    """The run knows who paid it; a month can be closed."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("divisions", "0001_initial"),
        ("payments", "0005_bank_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="paymentrun",
            name="shares",
            field=models.JSONField(blank=True, default=list, verbose_name="负担比例"),
        ),
        # The column stays as it is: a table made anew would lose its triggers.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="paymentline",
                    name="account",
                    field=minzheng.core.fields.SealedTextField(
                        blank=True, context=PERSON, editable=True, null=True, verbose_name="账号"
                    ),
                )
            ]
        ),
        migrations.CreateModel(
            name="MonthClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=7, verbose_name="月份")),
                ("at", models.DateTimeField(verbose_name="结账时间")),
                ("runs", models.PositiveIntegerField(verbose_name="批次")),
                ("paid", minzheng.core.fields.MoneyField(verbose_name="到账金额")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.mandate")),
                ("division", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="divisions.division")),
            ],
            options={
                "verbose_name": "月结",
                "constraints": [
                    models.UniqueConstraint(fields=("division", "month"), name="payments_month_closed_once")
                ],
            },
        ),
        migrations.RunPython(seal_as_persons, seal_as_lines),
    ]
