"""Files of other departments: taken in, cleaned, matched, and turned into facts."""
