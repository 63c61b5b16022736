"""The measures of `make bench`: each script says what it does, and on what it did it."""
