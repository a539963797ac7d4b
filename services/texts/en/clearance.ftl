# Other doors, deposits, flagged gifts, the donor list

problem-gift-in-kind = We cannot take goods: a voucher is paid for with money, and what goods are worth is no sum that we could pass on to a child. Please give money instead; or ask the office, which knows places nearby that are glad of goods.
    .title = Gifts in kind are not taken
problem-gift-not-flagged = Nobody is asked to clear this gift: it was cleared, refused or given back, or never flagged.
    .title = Not waiting to be cleared
problem-clearance-reason-unfit = The reason { $reason } does not go with this decision.
    .title = Reason unfit
problem-cash-not-counted = No cash waits to be counted here.
    .title = No cash to count
problem-cash-count-differs = You counted { $counted }; when it was taken, another sum was told. Nothing was booked. Please count once more, together with whoever took it.
    .title = The count differs
problem-deposit-pledge-unfit = This gift does not wait for a bank transfer, or more was asked for than came.
    .title = Deposit and gift do not fit
problem-deposit-rest-exceeded = { $amount } is more than the { $rest } that wait of this deposit.
    .title = More than waits
problem-deposit-not-undoable = Something of this gift is promised to a child, given back or about to be, receipted, or moved to another fund. It stays a gift; give it back instead.
    .title = Cannot be undone
problem-municipal-figures-unfit = What the municipality told cannot be so, or is missing: hometown-tax gifts need the municipality and the project; what was raised is no less than what is passed on; companies give ¥100,000 each or more.
    .title = Municipal figures do not fit
problem-site-payout-unknown = There is no such payout.
    .title = Payout not found
problem-site-payout-id-reused = This id was used before, for another payout.
    .title = Payout id reused
problem-site-payout-not-explained = The statement says { $gross }, what is known here comes to { $explained } ({ $gifts }). Take in the site’s newest list of gifts, and look at the last day.
    .title = Payout not explained
problem-site-payout-arrived = This payout reached the bank on { $arrived_on } already.
    .title = Payout has arrived
problem-mapping-name-taken = { $name } is a mapping of this installation; please choose another name.
    .title = Mapping name taken
problem-mapping-malformed = The mapping cannot be used, because of { $field }: { $why }
    .title = Mapping malformed
problem-officer-unknown = There is no such term of office, or it would end before it began.
    .title = Term of office not found
problem-donor-link-unknown = There is no such link between donors.
    .title = Link not found
problem-donors-not-linkable = Only two donors who are both known can be one household.
    .title = Donors cannot be linked

row-country-expected = “{ $value }” is not a country’s two letters, such as JP or US.
row-gift-in-kind = This row is a gift in kind. Goods are not taken; please give money instead.
row-fee-exceeds-amount = The supporter fee is as large as the amount: nothing is left as a gift.
row-gift-paid-out = The gift { $gift } was cancelled at the site after it had been paid out to us. Please give it back by hand, or ask the site.

import-column-use = { $heading } → { $became } ({ $filled } rows)
import-column-left = { $heading } → left alone
import-withdrawn = Given back by the site since: { $count }.

donor-list-title = Donors { $year }
donor-list-unnamed = (name not known)
donor-list-officer = officer
donor-list-person = person
donor-list-company = company
donor-list-column-accepted-on = Date of acceptance
donor-list-column-name = Name
donor-list-column-kind = Person or company
donor-list-column-postcode = Postcode
donor-list-column-address = Address
donor-list-column-amount = Amount (yen)
donor-list-column-officer = Officer

support-left-not_named = without name or address
support-left-officer = officers
support-left-officers_household = in an officer’s household
support-left-below_threshold = below ¥3,000 in the year
support-left-same_household = counted with another of the household
support-year = { $year }: { $counted } donors
support-average = Average { $average } a year; the test asks for 100. This is information: whether it is passed, the authority says.
