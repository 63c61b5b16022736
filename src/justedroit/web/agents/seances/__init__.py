"""The sessions of the commission de recours amiable: calendar, agenda, each file, votes, decisions."""
