"""One new person against a register of a million, as the counter asks it."""

import json
import subprocess
import sys
import tempfile
from typing import Any

from minzheng.site import workers

IN_HOME = "import django; django.setup(); from benchmarks.linkage import counter; counter.main"


def run(people: int, seed: int) -> dict[str, Any]:
    """Return milliseconds (median, p95, worst) of one check against ``people`` registered persons."""
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-linkage-") as folder:
        # As a page asks it: a worker of the web lends it one thread.
        environ = workers.for_pages() | {
            "DJANGO_SETTINGS_MODULE": "minzheng.site.settings",
            "MINZHENG_HOME": folder,
            "MINZHENG_KEY": "0" * 64,
            "MINZHENG_SECRET_KEY": "bench",
        }
        command = [sys.executable, "-c", f"{IN_HOME}({people}, {seed})"]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
