# Gifts

problem-campaign-not-found = There is no such campaign.
    .title = Campaign not found
problem-campaign-field-missing = Donors must be able to read this before they give; please fill it in: { $field }
    .title = A field of the campaign is missing
problem-campaign-code-taken = Another campaign of this programme has the code { $campaign_code }.
    .title = Campaign code taken
problem-campaign-not-open = The campaign takes gifts from { $opens_at } until { $closes_at }.
    .title = Campaign not open
problem-campaign-ambiguous = Several programmes have a campaign of the code { $campaign_code }; please name the programme too.
    .title = Campaign ambiguous
problem-overhead-over-cap = An overhead share of { $overhead_bps } basis points is outside the programme’s cap of { $cap_bps }.
    .title = Overhead over the cap
problem-donation-not-found = There is no such donation.
    .title = Donation not found
problem-donation-id-reused = This id or key was used before, for a donation of other content.
    .title = Donation id reused
problem-donation-not-refundable = Only a donation whose money has arrived can be refunded; this one is { $status }.
    .title = Donation not refundable
problem-refund-exceeds-donation = { $amount } is more than the { $refundable } that can still be refunded of this donation.
    .title = Refund exceeds the donation
problem-amount-not-positive = The amount must be one yen or more.
    .title = Amount not positive
problem-channel-not-payable = Only card and konbini gifts are paid online; this one comes by { $channel }.
    .title = Not payable online
problem-funds-short = The fund’s settled gifts fall short by { $missing }. Nothing was promised.
    .title = Funds fall short
problem-lot-exceeds-allocation = { $amount } would go back, but only { $allocated } of the donation is promised.
    .title = More than was promised
problem-gateway-mismatch = The payment gateway tells of { $found }, the donation was started with { $expected }.
    .title = Gateway and donation differ
problem-payout-not-explained = The payout of { $amount } is not explained yet: its transactions known here come to { $explained }.
    .title = Payout not explained
problem-mapping-not-found = There is no column mapping { $name }. Known ones: { $known }
    .title = Column mapping not found
problem-unmatched-not-found = There is no such unmatched deposit.
    .title = Unmatched deposit not found
problem-unmatched-settled-already = This deposit was matched with a donation before.
    .title = Deposit matched already

row-gift-differs = The gift { $gift } was imported before with another amount.
row-gift-twice = The gift { $gift } stands in this file twice; its first row is { $first_row }.
row-amount-too-large = { $amount } is above the mapping’s limit of { $limit }.
row-in-kind = A gift in kind cannot be kept as money. Please record it in the organisation’s own books.
row-deposit-twice = The number { $number } stands in this file twice; its first row is { $first_row }.

import-gifts-done = { $imported } gifts, { $amount } in all, were imported. Known before: { $known }. Left out by their state: { $skipped }. Rows with faults: { $errors }.
import-gifts-checked = { $imported } gifts, { $amount } in all, would be imported. Known before: { $known }. Left out by their state: { $skipped }. Rows with faults: { $errors }.
import-bank-done = { $imported } deposits, { $amount } in all, were imported: { $matched } are gifts, { $unmatched } wait to be matched. Known before: { $known }. Left out: { $skipped }. Rows with faults: { $errors }.
import-bank-checked = { $imported } deposits, { $amount } in all, would be imported. Known before: { $known }. Left out: { $skipped }. Rows with faults: { $errors }.
import-refused = Nothing was written, since rows have faults. Mend them, or import the valid rows only.
import-repeated = This very file was imported before; nothing was written.
import-row = row { $row }
import-column = column { $column }
import-reason = reason

receipts-column-serial = Receipt no.
receipts-column-accepted-on = Date of acceptance
receipts-column-name = Name
receipts-column-postcode = Postcode
receipts-column-address = Address
receipts-column-amount = Amount (yen)
receipts-column-campaign = Campaign

checkout-item = Gift to { $campaign }
