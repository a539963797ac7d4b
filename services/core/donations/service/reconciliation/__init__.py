"""
Compare the gateway's balance, the books and the bank: ask first, then read, then tell.

The gateway is asked outside any transaction, and what it told is laid down on disk; the books are
read afterwards, in one look. So neither side has to fit into memory, and no row waits for a page
of somebody else's (ADR 0076).
"""
