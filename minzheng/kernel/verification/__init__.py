"""经济状况核对: see README.md."""
