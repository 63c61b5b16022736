"""A contestation or a request of remise is registered: what it opens is shown before it is."""
