# One's own gifts

problem-transfer-not-sealed = It is booked, and can be proved once the journal is sealed again, within an hour. Try again later.
    .title = Not sealed yet
problem-journal-altered = The journal is not the one that was sealed, so no proof was made. The office looks into it.
    .title = The journal does not fit

own-state-failed = Not paid
own-state-awaited = Waiting for the payment
own-state-refunded = Refunded in full
own-state-in-dispute = Being looked into by a bank
own-state-taken-back = Taken back by a bank
own-state-refund-under-way = Refund under way
own-state-on-hold = Received, waiting to be checked
own-state-refunded-in-part = Received, and refunded in part
own-state-settled = Received

own-channel-card = Card
own-channel-konbini = Convenience store
own-channel-virtual-account = Bank transfer (own account number)
own-channel-bank-transfer = Bank transfer
own-channel-crowdfunding = Crowdfunding
own-channel-cash = Cash
own-channel-municipal-grant = Municipality's grant
own-channel-hometown-tax = Hometown tax
own-channel-corporate-hometown-tax = Corporate hometown tax
own-channel-assigned = Assigned

own-column-given-on = Given on
own-column-accepted-on = Accepted on
own-column-programme = Programme
own-column-campaign = Campaign
own-column-channel = Paid by
own-column-state = State
own-column-amount = Amount (yen)
own-column-fee-cover = Of it, to cover the payment fee (yen)
own-column-refunded = Refunded (yen)
own-column-disputed = Taken back by a bank (yen)
own-column-id = Number
