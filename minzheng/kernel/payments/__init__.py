"""发放: a month's entitlements become lines, a sealed run, bank files and returns."""
