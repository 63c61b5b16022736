"""The formats of the bank: `pain.001` out, read back; `pain.002`, `camt.053` and `camt.054` in."""
