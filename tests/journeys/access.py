"""What axe-core calls serious on a page: one way to ask for every journey."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
LOOK = """async (exclude) => {
  const found = await axe.run({include: [":root"], exclude}, {resultTypes: ["violations"], preload: false});
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


def faults_of(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return what axe calls serious or worse on the page as it stands; parts looked at elsewhere may be left out."""
    page.evaluate(AXE)
    return list(page.evaluate(LOOK, list(without)))
