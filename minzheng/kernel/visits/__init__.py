"""走访: visits and the facts they found."""
