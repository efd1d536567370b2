"""Build or upgrade the database of a home."""

import argparse
import os
from pathlib import Path

import django

from minzheng.site import keys, structure
from minzheng.site.rooms import PACKAGE


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare ``--new``, which makes the keys of a home that has none."""
    parser.add_argument("--new", action="store_true", help="新建：生成密钥（只此一次，请备份）")


def home() -> Path:
    """Return the home folder that the environment names."""
    return Path(os.environ.get("MINZHENG_HOME", PACKAGE.parent / ".home")).resolve()


def run(options: argparse.Namespace) -> int:
    """Make keys if asked, then bring every table up to date."""
    if options.new:
        print(f"密钥：{keys.make(home(), demo=False)}（请离线备份）")
    django.setup()
    home().mkdir(parents=True, exist_ok=True)
    structure.bring_up(verbosity=1)
    return 0
