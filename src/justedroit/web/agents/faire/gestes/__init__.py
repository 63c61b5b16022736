"""The gestes, a module for each subject; `catalogue.py` gathers them."""
