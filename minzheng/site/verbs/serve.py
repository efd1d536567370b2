"""Serve the web pages with two workers."""

import argparse
import subprocess
import sys

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from minzheng.site import workers
from minzheng.site.workers import command


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where to listen and with how many workers."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只限本机）")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    parser.add_argument("--workers", type=int, default=2, help="工作进程数")


def pending() -> list[str]:
    """Return the migrations that the database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def run(options: argparse.Namespace) -> int:
    """Refuse an outdated database, print the address, serve until stopped."""
    missing = pending()
    # The workers open connections of their own; one held here would only keep a lock alive.
    connection.close()
    if missing:
        print(
            f"数据库尚未升级（{len(missing)} 项，如 {missing[0]}）。请先运行：./mz migrate",
            file=sys.stderr,
        )
        return 2
    print(f"网址：http://{options.host}:{options.port}/", flush=True)
    try:
        words = command(options.host, options.port, options.workers)
        return subprocess.call(words, env=workers.for_pages())
    except KeyboardInterrupt:
        return 0
