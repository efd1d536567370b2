"""The verbs of the ``minzheng`` command; each has ``configure(parser)`` and ``run(options)``."""
