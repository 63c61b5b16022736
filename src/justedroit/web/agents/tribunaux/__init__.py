"""What the courts have judged in a year, as the reports of activity count it."""
