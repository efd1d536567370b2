"""One synthetic county of 会宁县: its people, its departments' files, and the truth behind them."""
