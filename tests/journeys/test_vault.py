"""The core of the field app in a browser: what is sealed, who may open it, what a full or lost phone does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import MANDATE_SESSION_KEY
from minzheng.kernel.offline import services
from minzheng.kernel.offline.models import Device, FieldVersion

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PIN, OTHER = "295831", "603417"
SECRET = "孙老汉独居摔倒"
CORE = """async () => {
  const load = (name) => import(`/static/field/core/${name}.js`);
  for (const name of ["vault", "records", "sync", "store", "plan"]) { globalThis[name] = await load(name); }
  globalThis.refusal = async (work) => { try { await work(); return ""; } catch (fault) { return fault.code; } };
}"""
# Everything the browser keeps, as text: what somebody who copies the tables would read.
RAW = """async () => {
  const kept = [];
  for (const name of ["meta", "records", "versions", "outbox", "blobs", "day"]) {
    for (const row of await store.all(name)) {
      const plain = JSON.stringify(row, (_key, value) => value instanceof ArrayBuffer || value instanceof Uint8Array
        ? new TextDecoder().decode(value) : value);
      kept.push(plain);
    }
  }
  return kept.join("\\n");
}"""


@pytest.fixture
def phone(window: Callable[[str], Page], address: str) -> Page:
    """Return a page with the core loaded, signed in as the clerk of the seat, a PIN set."""
    page = window("lin")
    load(page, address)
    page.evaluate("(pin) => vault.setUp(pin)", PIN)
    return page


def load(page: Page, address: str) -> None:
    """Open the origin of the app without its screens, and its modules."""
    page.goto(f"{address}/field/sync/hello")
    page.evaluate(CORE)


def write(page: Page, words: str) -> Any:
    """Write a record and return its number and version."""
    return page.evaluate(
        """async ([words, division]) => {
          const id = await records.create("need", {title: words, division});
          return [id, await records.set(id, "text", words)];
        }""",
        [words, Mandate.objects.get(user__username="lin", valid_to=None).division_id],
    )


def test_a_phone_keeps_secrets_changes_its_pin_and_forgets_after_ten_wrong_ones(phone, address):
    assert phone.evaluate("() => refusal(() => vault.setUp('111111'))") == "pin"
    assert phone.evaluate("() => refusal(() => vault.setUp('234567'))") == "pin"
    record, version = write(phone, SECRET)
    told = phone.evaluate("() => sync.run()")
    assert (told["failed"], told["sent"]) == ("", 2)
    raw = phone.evaluate(RAW)
    assert record in raw and SECRET not in raw and "摔倒" not in raw
    assert FieldVersion.objects.get(pk=version).said == SECRET

    load(phone, address)
    assert phone.evaluate("(id) => refusal(() => records.read(id))", record) == "locked"
    assert phone.evaluate("() => vault.unlock('000000')") == {"ok": False, "triesLeft": 9}
    load(phone, address)
    assert phone.evaluate("() => vault.triesLeft()") == 9
    assert phone.evaluate("([old, fresh]) => vault.changePin(old, fresh)", [PIN, OTHER])["ok"]
    load(phone, address)
    assert not phone.evaluate("(pin) => vault.unlock(pin)", PIN)["ok"]
    assert phone.evaluate("(pin) => vault.unlock(pin)", OTHER)["ok"]
    assert (
        phone.evaluate("async (id) => (await records.read(id)).fields.text.value", record) == SECRET
    )

    phone.evaluate("() => vault.lock()")
    for left in range(9, -1, -1):
        assert phone.evaluate("() => vault.unlock('999999')") == {"ok": False, "triesLeft": left}
    assert not phone.evaluate("() => vault.isSetUp()")
    assert phone.evaluate(RAW) == ""


def test_a_full_phone_still_takes_text_and_a_lost_one_is_emptied(phone, window, address):
    record, _version = write(phone, SECRET)
    phone.evaluate(
        "() => { navigator.storage.estimate = async () => ({usage: 99e6, quota: 100e6}); }"
    )
    attach = "(id) => refusal(() => records.attach(id, 'photos', new Blob([new Uint8Array(9e5)])))"
    assert phone.evaluate(attach, record) == "full"
    assert phone.evaluate("(id) => refusal(() => records.set(id, 'place', '村口'))", record) == ""

    # Two values that nobody saw together stand beside each other; handing in waits for a person.
    assert (
        phone.evaluate(
            "(id) => refusal(() => records.set(id, 'text', '另一份', {base: []}))", record
        )
        == ""
    )
    assert phone.evaluate("async () => (await records.conflicts()).length") == 1
    assert phone.evaluate("(id) => refusal(() => records.submit(id))", record) == "conflict"

    phone.evaluate("() => sync.run()")
    device = Device.objects.get(pk=phone.evaluate("() => vault.device()"))
    phone.context.clear_cookies()
    assert phone.evaluate("() => sync.run()")["signIn"]
    by = Mandate.objects.get(user__username="lin", valid_to=None)
    services.order_wipe(device, reason="手机遗失", by=by, at=clock.now())
    assert phone.evaluate("() => sync.run()")["wiped"]
    assert phone.evaluate(RAW) == "" and not phone.evaluate("() => vault.isOpen()")
    device.refresh_from_db()
    assert device.wiped_at is not None


def test_another_worker_neither_sends_nor_opens_what_is_not_his(phone, window, address):
    record, _version = write(phone, SECRET)
    theirs = window("yang").context.cookies()
    phone.context.clear_cookies()
    phone.context.add_cookies(theirs)
    told = phone.evaluate("() => sync.run()")
    assert (told["failed"], told["signIn"], told["sent"]) == ("other_user", True, 0)
    assert not FieldVersion.objects.filter(record=record).exists()
    assert phone.evaluate("() => refusal(() => vault.setUp('295831'))") == "taken"


def test_in_another_post_only_what_is_unsent_stays(phone):
    write(phone, SECRET)
    assert phone.evaluate("() => sync.run()")["failed"] == ""
    unsent, _version = write(phone, "还没有上传")
    old = Mandate.objects.get(user__username="lin", valid_to=None)
    elsewhere = Mandate.objects.get(user__username="zhao", valid_to=None).division
    [cookie] = [c for c in phone.context.cookies() if c["name"] == "minzheng_session"]
    session = SessionStore(cookie["value"])
    fresh = Mandate.objects.create(
        user=old.user, role=old.role, division=elsewhere, valid_from=old.valid_from
    )
    try:
        session[MANDATE_SESSION_KEY] = fresh.pk
        session.save()
        assert phone.evaluate("() => sync.run()")["failed"] == ""
    finally:
        fresh.delete()
    held = phone.evaluate("async () => (await store.all('records')).map((one) => one.id)")
    assert held == [unsent]
    assert "辖区" in phone.evaluate("async (id) => (await records.read(id)).text", unsent)
