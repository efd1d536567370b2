"""机构与设施: legal bodies known by their unified credit code."""
