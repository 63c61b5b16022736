"""The pages of the agents of the fund, one folder for each subject."""
