"""Welfare of persons with disabilities: the two subsidies."""
