"""The complaints and the médiations of the fund that wait for someone."""
