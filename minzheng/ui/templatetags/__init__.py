"""Template tag libraries of the ui storey."""
