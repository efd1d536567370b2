"""政务公开: what the bureau publishes, on which accounts, and who sent it in."""
