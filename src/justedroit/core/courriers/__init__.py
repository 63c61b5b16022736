"""Letters: what each one must say, to the cent and to the day, without naming anyone.

Law: CSS art. R133-9-2, R847-1-1; CRPA art. L211-2, L311-3-1; decision 0021.
"""
