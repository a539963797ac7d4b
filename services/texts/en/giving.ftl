# Giving without an account, and each month.

checkout-monthly-item = Monthly gift to { $campaign }

giving-fee-cover = You may add what the payment company takes, so that none of your gift is spent on it. All that you pay is your gift.
giving-receipt-anonymous = For anonymous gifts we cannot issue the donation receipt that a tax return needs. If you would like one, give with your name and address.
giving-receipt-named = We send you a donation receipt if we know your name and address. It bears the day on which your gift was received.
giving-monthly-by-card = Monthly gifts are paid by card. A convenience store takes cash only once, and a bank transfer does not repeat itself.

giving-state-pending = Your gift is on its way. As soon as the money has come, it is passed on; until then nothing of it is spent.
giving-state-settled = Your gift has come. Thank you.
giving-state-failed = The payment did not come about, and nothing was taken. You may give again at any time.
giving-state-refunded = Your gift was given back to you.

giving-monthly-starting = Your monthly gift has not begun yet: the first payment is still open.
giving-monthly-abandoned = Your monthly gift did not begin, and nothing was taken. You may start again at any time.
giving-monthly-active = Your monthly gift has begun. Thank you. You can change, pause or end it yourself after signing in.
giving-monthly-past-due = This month's gift could not be taken. It is tried again by itself.
giving-monthly-paused = Your monthly gift is paused. Nothing is taken.
giving-monthly-ended = Your monthly gift has ended. Nothing more is taken. Thank you for all of it.

mail-monthly-greeting = Hello from { $organisation },
mail-monthly-button = Sign in

mail-monthly-failed-subject = Your monthly gift to { $organisation } could not be taken
mail-monthly-failed-why = This month's { $amount } yen for “{ $campaign }” could not be taken from your card. The card may have expired, or its company may have declined.
mail-monthly-failed-until = You need not do anything: it is tried again in the next days. If you would rather use another card, you can leave one after signing in.
mail-monthly-failed-otherwise = There you can also pause or end your monthly gift. If you have done so already, please ignore this mail.

mail-monthly-card-subject = The card of your monthly gift to { $organisation } expires soon
mail-monthly-card-why = Your monthly gift of { $amount } yen for “{ $campaign }” is paid by a card that is valid until { $until }.
mail-monthly-card-until = Many banks renew cards by themselves; then you need not do anything. Otherwise you can leave another card after signing in.
mail-monthly-card-otherwise = Nothing of what you gave is touched by this. We never ask for your card number by mail.

mail-monthly-carried-subject = Your monthly gift to { $organisation } goes on next year
mail-monthly-carried-why = The programme year ends. From the next month on, your monthly gift of { $amount } yen is for “{ $campaign }”.
mail-monthly-carried-until = You need not do anything. Sum and card stay the same.
mail-monthly-carried-otherwise = If you would rather change, pause or end it, you can do so after signing in.

mail-monthly-ended-subject = Your monthly gift to { $organisation } has ended
mail-monthly-ended-why = Your monthly gift of { $amount } yen for “{ $campaign }” has ended. Nothing more is taken from your card.
mail-monthly-ended-until = What you gave is seen after signing in, with its receipts.
mail-monthly-ended-otherwise = If you did not wish it to end, the card may have failed for some weeks. You may begin again at any time. Thank you.

problem-donor-email-missing = Please tell an e-mail address: we need to reach you if the payment comes otherwise than announced.
    .title = An e-mail address is needed
problem-amount-outside-channel = This way of paying takes no such sum. Please choose another sum or another way.
    .title = The sum does not go with this way of paying
problem-fund-not-offered = The campaign does not offer this purpose. Please choose one of those it names.
    .title = This purpose is not offered
problem-return-page-foreign = Donors are sent back to pages of this installation only.
    .title = The page to return to is not ours
problem-monthly-gift-not-found = There is no such monthly gift.
    .title = Monthly gift not found
problem-monthly-gift-not-running = The monthly gift has not begun, or has ended. Nothing of it can be changed.
    .title = The monthly gift is not running
problem-carry-over-unfit = Monthly gifts are carried over to another campaign of the same organisation that takes gifts at that time.
    .title = These campaigns do not go together
problem-no-cash-waiting = No money of this donor's waits for a decision. It may have been decided already.
    .title = Nothing waits
problem-cash-changed = Another sum lies there by now. Please look again, and decide about that.
    .title = The sum has changed
problem-cash-decision-unfit = This decision does not go with the sum, or the gift waits for no transfer.
    .title = The decision does not fit
problem-cash-decision-not-found = There is no such decision.
    .title = Decision not found
problem-cash-decision-begun = The decision is being carried out and cannot be withdrawn any more. What became a gift can be refunded.
    .title = Too late to withdraw
problem-donor-has-cash = Money of this donor's lies at the payment company. Decide about it first.
    .title = Money waits for a decision
