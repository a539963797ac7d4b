"""
Bring the books to the state that the gateway is in, whatever came before.

Each verb is a join: applied to older news it changes nothing, applied twice it changes nothing,
so that messages in any order and number lead to the same ledger.
"""
