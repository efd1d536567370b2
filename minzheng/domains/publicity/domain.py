"""The door plate of publicity."""

from pathlib import Path

from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Domain

from .choices import OWNER

declare_parameters(OWNER, Path(__file__).parent / "parameters.csv", label="政务公开")

domain = Domain(OWNER, "政务公开")
