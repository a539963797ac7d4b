# Donation receipts, and the note on restricted gifts.

receipt-caption = Donation receipt { $number }
receipt-caption-many = Donation receipts ({ $count })
receipt-title = Donation receipt
receipt-title-year = Donation receipt for { $year }
receipt-number = No. { $number }
receipt-issued-on = Issued on { $day }
receipt-reissued = Re-issued (no. { $count }) on { $day }
receipt-replaces = In place of no. { $number }
receipt-cancelled = This receipt was cancelled on { $day }. It cannot be used for a tax return.
receipt-cancelled-replaced = This receipt was cancelled on { $day }. It cannot be used for a tax return. No. { $number } takes its place.
receipt-addressee = { $name }
receipt-addressee-company = { $name }
receipt-amount = Amount received
receipt-yen = ¥{ $amount }
receipt-statement = We confirm that we have received the above amount as a donation related to our specified non-profit activities. Thank you with all our heart.
receipt-day = { $iso }
receipt-fact-accepted-on = Date of acceptance
receipt-fact-span = Period of acceptance
receipt-span = 1 January to 31 December { $year } ({ $count ->
    [one] one donation
   *[other] { $count } donations
    })
receipt-fact-donor = Name of the donor
receipt-fact-address = Address of the donor
receipt-fact-activity = Activity that it is for
receipt-fact-campaign = Campaign
receipt-column-day = Accepted on
receipt-column-campaign = Campaign
receipt-column-amount = Amount
receipt-body = Received by
receipt-form-certified = Certified Specified Nonprofit Corporation
receipt-form-provisionally_certified = Provisionally Certified Specified Nonprofit Corporation
receipt-body-form = { $form }
receipt-body-representative = { $representative }
receipt-body-notice = Certification notice no. { $number }, certified on { $day }
receipt-body-notice-provisional = Provisional certification notice no. { $number }, certified on { $day }
receipt-body-term = Certification in force from { $from } until { $until }
receipt-seal = { "" }
receipt-note-keep = You need this receipt to claim a deduction in a Japanese tax return; it cannot be claimed in the year-end adjustment by an employer. Please keep it.
receipt-note-company = Gifts of companies to certified NPOs count as expenses up to a limit of their own. Please keep this receipt, and ask your tax office or tax accountant.
receipt-note-credit = For information: if this is all that you gave to certified NPOs in { $year }, the credit against income tax is about (¥{ $amount } - ¥2,000) × 40% = ¥{ $credit }, rounded down to ¥100. It is capped at 25% of your income tax of the year, and gifts count up to 40% of your income. You may choose an income deduction instead. This promises no amount: please ask your tax office.
receipt-note-credit-plain = For information: the tax credit for individuals is 40% of what their gifts to certified NPOs in a year exceed ¥2,000 by (rounded down to ¥100, at most 25% of the income tax; gifts count up to 40% of the income). An income deduction may be chosen instead. This promises no amount.
receipts-kind-gift = One gift
receipts-kind-year = Whole year
receipts-cancelled-given_back = Cancelled (given back)
receipts-cancelled-dated_anew = Cancelled (date corrected)
receipts-cancelled-merged = Cancelled (merged into the year's)
receipts-column-kind = Kind
receipts-column-state = State
receipts-column-replaced-by = Replaced by
receipts-column-order = Order

receipt-mail-greeting = Thank you for your support.
receipt-mail-button = Sign in to get it
receipt-mail-otherwise = The receipt itself is not attached to this mail. If you would like it by post, please tell { $organisation }.
receipt-mail-issued-subject = { $organisation }: your donation receipt { $number } is ready
receipt-mail-issued-why = We have issued your donation receipt no. { $number }. Sign in to get it as a PDF.
receipt-mail-issued-until = Please keep it for your tax return.
receipt-mail-cancelled-subject = { $organisation }: donation receipt { $number } was cancelled
receipt-mail-cancelled-why = Your donation receipt no. { $number } was cancelled, because the gift was given back or its date was corrected. There is none in its place.
receipt-mail-replaced-subject = { $organisation }: donation receipt { $number } was replaced
receipt-mail-replaced-why = Your donation receipt no. { $number } was cancelled, because the gift was given back or its date was corrected. No. { $replacement } was issued in its place.
receipt-mail-cancelled-until = If you have used the cancelled receipt in a tax return already, please ask your tax office.
receipt-mail-replaced-until = If you have used the cancelled receipt in a tax return already, please ask your tax office.

problem-certification-missing = No receipt can be issued, since nothing of the organisation's certification has been approved yet. Enter the number of the notice, its date and its term, let a second person approve it, and try again.
    .title = No certification on record
problem-certification-not-found = There is no such version of the certification.
    .title = Certification not found
problem-certification-decided = This version was approved or rejected before.
    .title = Decided already
problem-certification-unfit = The days of certification, term and coming into force are in no order, or receipts for later days state another version.
    .title = The days do not fit
problem-date-policy-fixed = Receipts were issued for gifts of { $year }: how they are dated cannot be changed any more.
    .title = The date policy is fixed
problem-receipt-not-found = There is no such receipt.
    .title = Receipt not found
problem-receipt-not-due = No receipt can be issued for this gift. { $reason ->
    [outside_term] It was accepted on a day outside the term of the certification.
    [not_accepted] Its money has not arrived yet.
    [not_settled] It is not certain yet, or all of it was given back or taken back by a bank.
    [held] Its campaign has not ended yet, or a second person has yet to look at it. It can be receipted then.
    [municipal_money] A municipality's money is receipted by the municipality.
    [no_address] The donor's address is not known.
    [anonymous] The donor's name is not known, or they wish to stay unnamed.
   *[other] It was not received as a gift.
    }
    .title = No receipt for this gift
problem-receipt-cancelled = This receipt was cancelled, so it cannot be issued again.
    .title = The receipt is cancelled
problem-receipt-unreadable = The donor was forgotten, so the paper cannot be made. Its number, day and amount are on record.
    .title = The donor was forgotten
problem-receipt-run-not-found = There is no such order to issue receipts.
    .title = Order not found
problem-note-does-not-add-up = The note was not printed, since it and the ledger tell of different sums (ledger ¥{ $ledger }, note ¥{ $note }). Check the books with `minori verify`.
    .title = The note and the ledger differ

note-title = Note on restricted gifts
note-period = { $title } ({ $first } to { $last })
note-unit = (in yen)
note-column-content = Content
note-column-opening = Opening
note-column-increase = Increase
note-column-decrease = Decrease
note-column-closing = Closing
note-column-remarks = Remarks
note-fund = { $fund } ({ $programme })
note-of-which = of which { $source }
note-together = Together
note-remark = { $name } { $amount }
note-joint = { ", " }
note-source-gifts = gifts
note-source-grants = municipal grants
note-source-hometown-tax = hometown tax passed on
note-source-corporate-hometown-tax = corporate hometown tax passed on
note-source-assigned = money assigned to it
note-source-other-fund = from another fund
note-source-overhead-returned = back from running costs
note-source-uses-reversed = uses reversed
note-source-came-back = refunds and disputes that came back
note-use-lessons = lessons
note-use-overhead = promised share for running costs
note-use-given-back = given back
note-use-other-fund = to another fund
note-split = Net assets
note-restricted = Restricted net assets
note-unrestricted = Unrestricted net assets
note-net-assets = Net assets together
note-waiting = Settled, and accepted in a later year
note-ledger = Balance in the ledger
note-dating = Gifts are counted on their day of acceptance, as on receipts and in the donor list. A voucher counts as a decrease once it is used.
