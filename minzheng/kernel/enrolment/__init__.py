"""How somebody comes to a benefit, keeps it and loses it: one procedure for all."""
