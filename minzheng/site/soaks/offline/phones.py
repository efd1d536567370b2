"""A phone of the proof: a browser of its own that can be killed, with a page that can be closed at any moment."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright
from playwright.sync_api import Error as BrowserError

DRIVER = Path(__file__).parent / "driver.js"
PIN = "190273"
FIELDS = ["seen", "note", "extra", "follow_up"]
QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-extensions", "--remote-debugging-port=0",
)  # fmt: skip
STARTS = 120
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Return the browser: the one ``CHROMIUM`` names, else one on the path."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


class Phone:
    """One browser with one worker's app in it."""

    def __init__(self, playwright: Playwright, chromium: str, address: str, name: str) -> None:
        """Name the browser's program, the server, and the phone."""
        self.playwright, self.chromium, self.address, self.name = (
            playwright,
            chromium,
            address,
            name,
        )
        self.folder = Path(tempfile.mkdtemp(prefix="minzheng-phone-"))
        self.process: subprocess.Popen[bytes] | None = None
        self.browser: Browser | None = None
        self._page: Page | None = None
        self.session = ""
        # Every value the app said was kept.
        self.confirmed: list[dict[str, Any]] = []
        self.seed = 0
        self.counts: dict[str, int] = {}
        self.faults: list[str] = []

    @property
    def page(self) -> Page:
        """Return the open page."""
        assert self._page is not None
        return self._page

    def switch_on(self) -> None:
        """Start the browser on what its last life left on the disk."""
        port = self.folder / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [self.chromium, *QUIET, f"--user-data-dir={self.folder}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + STARTS
        while not (port.exists() and port.read_text().strip()):
            if time.monotonic() > until:
                raise RuntimeError("浏览器没有启动")
            time.sleep(0.05)
        number = port.read_text().split()[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{number}")
        self.browser.contexts[0].expose_binding("confirmed", self._confirm)
        self._sign_in()

    def _confirm(self, _source: Any, said: dict[str, Any]) -> None:
        self.confirmed.append(said)

    def _sign_in(self) -> None:
        if self.session and self.browser is not None:
            cookie: Any = {"name": "minzheng_session", "value": self.session, "url": self.address}
            self.browser.contexts[0].add_cookies([cookie])

    def give(self, session: str, seed: int) -> None:
        """Hand the phone to another worker: empty, signed in, with a PIN."""
        self.session, self.seed = session, seed
        self._sign_in()
        self._open()
        self.page.evaluate(
            """async (pin) => {
                const vault = await import("/static/field/core/vault.js");
                if (await vault.isSetUp()) { await vault.wipe(); }
                await vault.setUp(pin);
            }""",
            PIN,
        )
        self._drive()

    def _open(self) -> None:
        assert self.browser is not None
        self._page = self.browser.contexts[0].new_page()
        self._page.set_default_timeout(60_000)
        self._page.goto(f"{self.address}/field/sync/hello")

    def _drive(self) -> None:
        self.seed += 1
        told = {"seed": self.seed, "fields": FIELDS, "device": self.name}
        self.page.evaluate(DRIVER.read_text(encoding="utf-8"), told)

    def ask(self, code: str, *arguments: Any) -> Any:
        """Call a function of the driver."""
        return self.page.evaluate(f"(given) => soak.{code}(...given)", list(arguments))

    def close_page(self) -> None:
        """Close the page in the middle of whatever it does, as a phone does that needs its memory."""
        self._gather()
        self.page.close(run_before_unload=False)

    def kill(self) -> None:
        """Kill the browser: what it had not put on the disk is gone."""
        self._gather()
        self.switch_off()

    def switch_off(self) -> None:
        """End the browser at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        if self.browser is not None:
            quietly(self.browser.close)
        self.browser, self.process = None, None

    def wake(self) -> None:
        """Open the app again and unlock it."""
        if self.browser is None:
            self.switch_on()
        self._open()
        opened = self.page.evaluate(
            """async (pin) => (await import("/static/field/core/vault.js")).unlock(pin)""", PIN
        )
        if not opened["ok"]:
            self.faults.append(f"{self.name}：解锁失败 {opened}")
        self._drive()

    def _gather(self) -> None:
        """Add up what the page counted before it goes."""
        told = self.page.evaluate("() => ({...soak.counts, ...soak.network, faults: soak.faults})")
        self.faults += told.pop("faults")
        for key, value in told.items():
            if isinstance(value, int) and not isinstance(value, bool):
                self.counts[key] = self.counts.get(key, 0) + value

    def put_down(self) -> None:
        """Close the page in peace."""
        self.close_page()

    def throw_away(self) -> None:
        """Remove the browser and what it kept."""
        self.switch_off()
        shutil.rmtree(self.folder, ignore_errors=True)


def quietly(act: Callable[[], Any]) -> None:
    """Do something that may fail because the browser is gone."""
    try:
        act()
    except BrowserError:
        return
