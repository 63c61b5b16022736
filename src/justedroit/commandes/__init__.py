"""The sub-commands of `justedroit`, one module each: they read, call, and show."""
