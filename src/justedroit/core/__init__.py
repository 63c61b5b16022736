"""The rules: pure, no input or output, no clock, no framework. One folder per subject of a CAF."""
