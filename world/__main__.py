"""``python -m world`` (``./mz demo``): raise the county into a home, run its month, serve it."""

import argparse
import datetime
import importlib
import os
import pathlib
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from world import home

HOUSEHOLDS, SEED, TODAY = 3_000, 1, datetime.date(2026, 11, 16)


def main(arguments: Sequence[str] | None = None) -> int:
    """Raise the demo where there is none yet, print how to sign in, and serve."""
    options = _parser().parse_args(arguments)
    place = options.home.resolve()
    known = home.read(place)
    try:
        if known is None:
            home.begin(place)
            home.enter(place, options.today)
            home.finish(place, _raise(place, options))
        else:
            home.enter(place, datetime.date.fromisoformat(known["today"]))
            print(f"沿用已有的演示数据：{place}（{known['households']} 户，种子 {known['seed']}）")
    except home.HomeTaken as taken:
        print(taken, file=sys.stderr)
        return 2
    print(_welcome(place))
    return 0 if options.no_serve else _serve(place, options.host, options.port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mz demo", description="生成演示县并启动网站")
    parser.add_argument("--no-serve", action="store_true", help="只生成，不启动网站")
    parser.add_argument("--households", type=int, default=HOUSEHOLDS, help="户数（默认 3000）")
    parser.add_argument("--seed", type=int, default=SEED, help="随机种子")
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=TODAY, help="演示日期")
    default_home = pathlib.Path(os.environ.get("MINZHENG_HOME", ".home"))
    parser.add_argument("--home", type=pathlib.Path, default=default_home, help="数据目录")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    return parser


def _raise(place: pathlib.Path, options: argparse.Namespace) -> dict[str, Any]:
    """Take the steps one after the other, saying what each did and how long it took."""
    # The rooms can be loaded only once Django stands.
    module = importlib.import_module("world.raising")
    raising = module.Raising(place, options.households, options.seed, options.today)
    began = time.perf_counter()
    for number, (label, step) in enumerate(module.DEMO, start=1):
        clock = time.perf_counter()
        words = step(raising)
        seconds = time.perf_counter() - clock
        print(f"[{number}/{len(module.DEMO)}] {label}：{words}（{seconds:.1f} 秒）", flush=True)
    print(f"演示数据就绪，共 {time.perf_counter() - began:.1f} 秒。")
    known: dict[str, Any] = raising.known()
    return known


def _welcome(place: pathlib.Path) -> str:
    staff = importlib.import_module("world.staff")
    return "\n".join(
        [
            "",
            "演示数据：全部人员均为虚构，身份证号使用从未存在的县级代码 629901。",
            f"数据目录：{place}",
            "",
            staff.table(),
            "（动态口令每 30 秒更换；演示环境的登录页也会显示。）",
            "",
        ]
    )


def _stand_in_for_identity(place: pathlib.Path, host: str, port: int) -> None:
    """Start the identity service beside the site, on the next port: accounts stay known by its address."""
    known = home.read(place) or {}
    # The rooms can be loaded only once Django stands.
    path = importlib.import_module("world.villagers").write(place, known.get("stories", []))
    issuer = os.environ.setdefault("MINZHENG_OIDC_ISSUER", f"http://{host}:{port}")
    os.environ["MINZHENG_OIDC_SECRET"] = importlib.import_module("world.identity").SECRET
    subprocess.Popen(
        [sys.executable, "-m", "world.identity", "--personas", str(path), "--host", host,
         "--port", str(port), "--issuer", issuer, "--outbox", str(place / "outbox" / "sms.jsonl")]
    )  # fmt: skip


def _serve(place: pathlib.Path, host: str, port: int) -> int:
    # The departments the office asks; they end with this process. Their secret lives as long.
    os.environ.setdefault("MINZHENG_PARTNER_SECRET", secrets.token_hex(16))
    subprocess.Popen(
        [sys.executable, "-m", "world.partners", "--home", os.environ["MINZHENG_HOME"]]
    )
    _stand_in_for_identity(place, host, port + 1)
    print(
        f"群众端：http://{host}:{port}/portal/  登录时选一位虚构的居民；短信见 http://{host}:{port + 1}/sms"
    )
    print(f"网址：http://{host}:{port}/  （Ctrl+C 停止）", flush=True)
    command = [
        sys.executable,
        "-m",
        "minzheng.site.command",
        "serve",
        "--host",
        host,
        "--port",
        str(port),
    ]
    os.execv(sys.executable, command)  # noqa: S606 - the server takes this process's place
    return 0


if __name__ == "__main__":
    sys.exit(main())
