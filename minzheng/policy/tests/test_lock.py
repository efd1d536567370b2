"""A released rule is recognised whatever its layout, and never changes unnoticed."""

import narwhals as nw
import pytest

from minzheng.policy import Policy
from minzheng.policy.lock import check, check_all, write

LIMIT = 3
OTHER_LIMIT = 4


def policy_with(function, folder=None, *, basis="第一条", name="low"):
    policy = Policy("test.lock", "锁", of="person")
    policy.folder = folder
    policy.condition("低", basis=basis, name=name)(function)
    return policy


def first(wages):
    """A docstring."""
    # a comment
    return wages < LIMIT


def same_otherwise_laid_out(
    wages,
):
    return wages < LIMIT


def changed(wages):
    return wages <= LIMIT


def with_another_constant(wages):
    return wages < OTHER_LIMIT


def digest(function, **told):
    return policy_with(function, **told).rules["low"].versions[0].digest


def test_digest_is_independent_of_layout_and_docstring():
    assert digest(first) == digest(same_otherwise_laid_out)


def test_digest_changes_with_meaning_basis_and_constants():
    assert (
        len(
            {
                digest(first),
                digest(changed),
                digest(with_another_constant),
                digest(first, basis="第二条"),
            }
        )
        == 4
    )


def test_lock_reports_changed_missing_and_new(tmp_path):
    released = policy_with(first, tmp_path)
    assert check(released) == ["test.lock：缺少 rules.lock"]
    write(released)
    assert check_all([released]) == []
    edited = policy_with(changed, tmp_path)
    problems = check(edited)
    assert len(problems) == 2
    assert "已发布的规则「low」（原始版本）被改动或删除" in problems[0]
    with pytest.raises(ValueError, match="被改动或删除"):
        write(edited)


def test_amendment_is_added_to_the_lock(tmp_path):
    policy = policy_with(first, tmp_path)
    write(policy)

    @policy.rules["low"].since("2027-01-01", basis="第二条")
    def _(wages):
        return nw.lit(5) > wages

    assert check(policy) == ["test.lock：规则「low」（2027-01-01）尚未登记到 rules.lock"]
    write(policy)
    assert check(policy) == []
