"""Money, time, numbers and secrets: what every storey needs and no domain owns."""
