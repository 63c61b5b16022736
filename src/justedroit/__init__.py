"""Juste Droit: the service chain of a French family-allowance fund (CAF)."""

__version__ = "0.1.0"
