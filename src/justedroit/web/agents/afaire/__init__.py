"""The work list of the fund, by trade: what waits, since when, before when."""
