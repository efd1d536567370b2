"""The ``minzheng`` command: one verb, one module; a verb is loaded only when it is called."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import django

from minzheng.site import throwaway

SETTINGS = "minzheng.site.settings"


@dataclass(frozen=True)
class Verb:
    """A verb of the command line: its line of help, and what it needs before it runs."""

    name: str
    label: str
    # Django stands before the module loads.
    needs_django: bool = False
    # It never touches the home of the house: it stands in a throwaway one.
    is_homeless: bool = False
    # Options the verb does not know go to the tool behind it.
    passes_on: bool = False

    @property
    def module(self) -> str:
        """Return the path of the module that carries the verb out."""
        return f"minzheng.site.verbs.{self.name}"


VERBS = {
    verb.name: verb
    for verb in (
        Verb("migrate", "建立或升级数据库（新建：--new）"),
        Verb("open", "开通一个县：open 620422（区划、参数、三名管理员）", needs_django=True),
        Verb("serve", "启动网站", needs_django=True),
        Verb("cycle", "运行一个月的月度周期：cycle 2026-10 --inbox 目录", needs_django=True),
        Verb("scenario", "接着运行一次测算：scenario 编号 --mandate 编号", needs_django=True),
        Verb("daily", "每日例行：到期公示撤下、补发消息", needs_django=True),
        Verb("messages", "发出到时的短信（每分钟一次）", needs_django=True),
        Verb("banks", "与银行交换文件：banks 目录（送代发文件、读回盘）", needs_django=True),
        Verb("test", "运行全部测试（SQLite 与 PostgreSQL）", passes_on=True),
        Verb("check", "检查格式、写法、类型、导入约定、政策锁、前端文件"),
        Verb(
            "soak",
            "长时间验证：soak 名称 [--runs N] [--seed N]",
            needs_django=True,
            is_homeless=True,
        ),
        Verb(
            "manual", "把政策手册写成文件：manual [--to 目录]", needs_django=True, is_homeless=True
        ),
        Verb("requirements", "列出已由测试证明的需求条目"),
    )
}


def usage() -> str:
    """Return the list of verbs as the terminal shows it."""
    lines = [
        "用法：./mz 命令 [选项]",
        "",
        "  demo          一键演示：安装、建库、生成演示县、运行上月周期、启动网站",
    ]
    lines += [f"  {verb.name:<13} {verb.label}" for verb in VERBS.values()]
    lines += ["  bench         性能对比：bench 名称 [--size N]"]
    return "\n".join(lines)


def settle_home(arguments: Sequence[str]) -> list[str]:
    """Take ``--home DIR`` out of ``arguments`` into the environment and return the rest."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--home")
    known, rest = parser.parse_known_args(list(arguments))
    if known.home:
        os.environ["MINZHENG_HOME"] = str(Path(known.home).resolve())
    return rest


def run(name: str, arguments: Sequence[str]) -> int:
    """Load the verb ``name``, let it parse ``arguments`` and return its exit code."""
    verb = VERBS[name]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    rest = settle_home(arguments)
    if verb.is_homeless:
        throwaway.enter()
    if verb.needs_django:
        django.setup()
    module = importlib.import_module(verb.module)
    parser = argparse.ArgumentParser(prog=f"mz {name}", description=verb.label, allow_abbrev=False)
    module.configure(parser)
    options, others = parser.parse_known_args(rest)
    if others and not verb.passes_on:
        parser.error(f"不认识的选项：{' '.join(others)}")
    options.others = others
    return int(module.run(options) or 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in VERBS:
        wanted = not given or given[0] in {"-h", "--help", "help"}
        print(usage(), file=sys.stdout if wanted else sys.stderr)
        return 0 if wanted else 2
    return run(given[0], given[1:])


if __name__ == "__main__":
    sys.exit(main())
