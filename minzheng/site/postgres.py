"""A PostgreSQL server of one's own: in a temporary folder, on a socket, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USERS = ("postgres", "nobody")
PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")
# Nothing here outlives the run, so nothing needs to reach the disk.
SPEED = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "256MB",
    "max_connections": "60",
    # Every test is undone and leaves its rows as dead ones: they must go as fast as they come.
    "autovacuum_naptime": "5s",
    "autovacuum_vacuum_cost_delay": "0",
    # Queries are short; where the planner's figures are young, both cost more than they save.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
PATIENCE = 60.0


def binaries() -> Path | None:
    """Return the folder with ``initdb`` and ``postgres``, the newest version first."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [path for place in PLACES for path in Path(place).glob("**/bin/initdb")]
    if not found:
        return None
    return max(found, key=lambda path: [int(n) for n in path.parts if n.isdigit()]).parent


def _identity() -> dict[str, object]:
    """Return the unprivileged user for ``subprocess``: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("没有可用的普通用户（postgres 或 nobody），PostgreSQL 不能以 root 运行。")


def _run(command: list[str], identity: dict[str, object], folder: Path) -> None:
    # The C locale: names sort by code point on both databases alike.
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    answer = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False, **identity
    )  # type: ignore[call-overload]
    if answer.returncode:
        raise RuntimeError(f"{Path(command[0]).name}：{answer.stdout}{answer.stderr}")


def _await(server: subprocess.Popen[bytes], programs: Path, folder: Path) -> None:
    """Return when the server answers; raise with its log when it does not."""
    deadline = time.monotonic() + PATIENCE
    probe = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", "postgres"]
    while subprocess.run(probe, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL 未能启动：\n" + (folder / "log").read_text())
        time.sleep(0.1)


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the length of the block; yield its ``postgresql://`` address."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("未找到 PostgreSQL。")
    identity = _identity()
    folder = Path(tempfile.mkdtemp(prefix="minzheng-pg-", dir="/tmp"))  # short socket path
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])  # type: ignore[arg-type]
        data = folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
        _run([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], identity, folder)
        options = {"listen_addresses": "", "unix_socket_directories": str(folder)} | SPEED
        command = [str(programs / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **identity
            )  # type: ignore[call-overload]
        try:
            _await(process, programs, folder)
            yield f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
