"""材料: papers sealed at rest, letters, archive, register of policy documents."""
