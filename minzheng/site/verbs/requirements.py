"""List the requirements that the last full test run on this commit shows."""

import argparse
import json

from minzheng.site import requirements, results
from minzheng.site.verbs import test


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no options."""


def run(_options: argparse.Namespace) -> int:
    """Read the results of this commit, or make them; print the rows, last line one JSON object."""
    key = results.state()
    content = results.kept(key)
    if content is None:
        print("本提交尚无完整测试结果，现在运行 ./mz test ……", flush=True)
        test.run_all(())
        content = results.kept(key)
    if content is None:
        print("未取得完整的测试结果。")
        return 1
    numbers = requirements.shown(content["databases"].values())
    rows = requirements.requirements()
    for number in numbers:
        print(f"{number}  {rows[number].chinese or rows[number].text}")
    print(json.dumps(requirements.tally(numbers), ensure_ascii=False))
    return 0
