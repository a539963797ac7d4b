"""The gateway's rooms: each keeps one kind of business, over the account that all share."""
