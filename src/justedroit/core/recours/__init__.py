"""Appeals: contestations and remises before the CRA, courts, complaints and médiation.

Law: CSS art. L142-4, R142-1 to R142-6; CASF art. L262-46, L262-47; CCH art. R825-1 to R825-3.
"""
