"""People outside the register who share a name with somebody inside, or once lived there."""

from world.draft import Draft


def outsider(draft: Draft) -> int:
    """Return the head of a household nobody has used yet, known to the police only."""
    household = draft.spare_outsiders.pop()
    draft.protected.update(int(p) for p in draft.members(household))
    return draft.head(household)


def of(draft: Draft, person: int) -> int:
    """Return an outsider who is to bear the name of ``person``."""
    other = outsider(draft)
    draft.same_name[other] = person
    return other
