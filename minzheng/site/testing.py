"""The home of a test session: temporary, with fixed keys; a pytest plugin loaded by ``-p``.

It is a plugin and not a conftest because pytest-django configures Django before any conftest.
"""

import os
import tempfile

HOME = tempfile.TemporaryDirectory(prefix="minzheng-test-", ignore_cleanup_errors=True)

os.environ.update(
    MINZHENG_HOME=HOME.name,
    MINZHENG_DEMO="1",
    MINZHENG_HTTPS="0",
    MINZHENG_SECRET_KEY="test-only-secret-key-of-no-home-whatsoever-0123456789",  # noqa: S106
    MINZHENG_KEY="5a" * 32,
)
os.environ.setdefault("POLARS_MAX_THREADS", "2")
# Playwright keeps an event loop running in the thread of the test; the database calls there
# are synchronous on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
