"""The benchmarks: each module has ``LABEL``, ``SIZE`` and ``run(size, **options) -> dict``.

``run`` returns ``{"ours": {"seconds", "peak_mb", …}, "rivals": {NAME: {"seconds", "peak_mb"}}}``
for the size it was given; the frame adds the name, the size and the ratios.
"""
