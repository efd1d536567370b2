"""Tests of the look: every pair of text and ground is readable (WCAG 2.1, 1.4.3: 4.5 to 1)."""

import re

import pytest

from minzheng.ui import assets

CSS = (assets.ROOT / "app.css").read_text(encoding="utf-8")
PAIRS = [
    *((f"--{tone}", f"--{tone}-soft") for tone in ("good", "due", "danger", "info")),
    *((ink, ground) for ink in ("--ink", "--ink-quiet", "--accent", "--danger")
      for ground in ("--ground", "--sheet")),
    ("--ink-quiet", "--quiet-soft"),
    ("--ink-quiet", "--line-soft"),
    ("--accent-deep", "--accent-soft"),
    ("--sheet", "--accent"),
    ("--sheet", "--accent-deep"),
    ("--sheet", "--danger"),
    ("--sheet", "--good"),
]  # fmt: skip


def colour(name: str) -> tuple[int, int, int]:
    digits = re.search(rf"{name}: #([0-9a-f]{{3,6}});", CSS).group(1)
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def luminance(rgb: tuple[int, int, int]) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text, ground):
    dark, light = sorted((luminance(colour(text)), luminance(colour(ground))))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_style_sheet_names_no_colour_that_old_browsers_lack():
    assert "oklch" not in CSS.replace("oklch() colours are unknown", "")


def test_paper_hides_what_only_screens_need():
    paper = CSS[CSS.index("@media print") :]
    for part in (".ui-top", ".ui-menu", ".ui-bottom", ".ui-actions", ".ui-filters"):
        assert part in paper
