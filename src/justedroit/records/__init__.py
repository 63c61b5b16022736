"""The journals: facts, events, transfers. They only grow. Nothing else touches storage."""
