"""A home that lives as long as its process: for tests, checks and proofs, with keys of no value."""

import os
import tempfile

HOME = tempfile.TemporaryDirectory(prefix="minzheng-test-", ignore_cleanup_errors=True)


def enter() -> None:
    """Make the throwaway home the one that this process and its children work in."""
    os.environ.update(
        MINZHENG_HOME=HOME.name,
        MINZHENG_DEMO="1",
        MINZHENG_HTTPS="0",
        MINZHENG_KEPT_SECONDS="0",
        MINZHENG_SECRET_KEY="test-only-secret-key-of-no-home-whatsoever-0123456789",  # noqa: S106
        MINZHENG_KEY="5a" * 32,
    )
