"""The law over a prefecture and a province: the same policies on Polars and on Spark."""
