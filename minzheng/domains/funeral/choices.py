"""The keys of the room's benefits."""

BASIC, ECO_BURIAL = "funeral.basic", "funeral.eco_burial"
