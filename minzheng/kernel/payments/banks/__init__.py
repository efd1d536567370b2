"""Banks' file formats as data, and a bank that answers like a real one."""
