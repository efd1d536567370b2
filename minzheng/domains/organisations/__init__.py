"""社会组织: associations, private non-enterprise units, foundations."""
