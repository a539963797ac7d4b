"""
The bank file of the Japanese Bankers Association for bulk transfers (全銀協 総合振込).

Pure: names in, bytes out. It knows no database and no programme, so that any payout list can be
turned into a file (`minori bankfile`).
"""
