"""Recorded decisions of this room as facts of other rooms' policies."""

from minzheng.kernel.benefits.facts import AMOUNT, held_fact

held_fact("disability_nursing_money", "disability.nursing", value=AMOUNT)
