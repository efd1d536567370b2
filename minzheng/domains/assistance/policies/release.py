"""Try a policy folder and release it: python -m minzheng.domains.assistance.policies.release <folder>."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from minzheng.policy import Policy, run_cases
from minzheng.policy.lock import check, write


def problems(policy: Policy) -> Iterator[str]:
    """Say what keeps a policy from being released: wrong cases, conditions not seen both ways."""
    results = run_cases(policy)
    for result in results:
        yield from (f"案例「{result.name}」：{problem}" for problem in result.problems)
    for name in policy.conditions:
        seen = {result.row.get(name) for result in results}
        for answer, word in ((True, "成立"), (False, "不成立")):
            if answer not in seen:
                yield f"条件「{policy.rules[name].label}」还缺一个{word}的案例"
    yield from (p for p in check(policy) if "尚未登记" not in p and "缺少" not in p)


def release(policy: Policy) -> list[str]:
    """Write rules.lock when nothing is in the way; gives what is, in Chinese."""
    found = list(problems(policy))
    if not found:
        write(policy)
    return found


def main(arguments: Sequence[str], package: str = __package__) -> int:
    """Release the named folder and tell the officer how it went; 0 when released."""
    if len(arguments) != 1:
        sys.stdout.write("用法：python -m minzheng.domains.assistance.policies.release 文件夹名\n")
        return 2
    policy = import_module(f"{package}.{Path(arguments[0]).name}.policy").policy
    found = release(policy)
    lines = found or [f"{policy.label}：案例全部相符，规则已登记到 rules.lock"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
