"""A process that runs October on a home of its own and kills itself where it is told.

``python -m minzheng.kernel.cycle.tests.killed HOME POINT``; what the points mean stands in `dying`.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import django

if __name__ == "__main__":
    home = Path(sys.argv[1])
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"MINZHENG_HOME": str(home), "MINZHENG_DEMO": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.site.settings")
    django.setup()
    import_module("minzheng.kernel.cycle.tests.dying").main(home, sys.argv[2])
