"""How dates and numbers look on the screens of the house."""
