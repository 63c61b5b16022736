"""What happens to the households, one module per side of life.

Each event changes the households, who then are what they are, and says it to the fund, in time,
late or wrongly. All take a `Moment`, the month as it is lived.
"""
