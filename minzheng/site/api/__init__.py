"""The interface: machines file, track and answer."""
