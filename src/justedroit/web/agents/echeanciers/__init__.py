"""The telephone line of recovery: a plan simulated with the household, accepted, followed."""
