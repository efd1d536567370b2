"""认定: parameter values in force, facts loaded, policies evaluated, answers kept and replayed."""

from .declarations import declare_parameters, fact_provider, policies, register_policy

__all__ = ["declare_parameters", "fact_provider", "policies", "register_policy"]
