"""The office: the screens of staff."""
