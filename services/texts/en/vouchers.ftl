# Vouchers: why a token is refused, what a card says, what may go wrong.

refusal-bad-format = This code could not be read as a voucher. Scan it again, or type the code on the card.
refusal-bad-code = The characters of the code do not fit together. Please type it again from the card.
refusal-unknown-key = The issuer of this voucher is not known here. Update the verification data and try again.
refusal-bad-signature = The signature of this voucher could not be confirmed. It cannot be accepted.
refusal-wrong-programme = This voucher belongs to another programme.
refusal-key-compromised = For safety this voucher must be checked online. Try again where there is a network.
refusal-key-expired = The key that signed this voucher is past its time. Please use the new card.
refusal-not-yet-valid = This voucher cannot be used yet: its first day is still to come.
refusal-expired = This voucher is past its last day.
refusal-status-unavailable = The voucher's present status could not be confirmed. Try again where there is a network.
refusal-status-stale = The verification data is more than 24 hours old. Update it and try again.
refusal-revoked = This card is no longer good. If there is a newer card, please use that one.
refusal-suspended = This voucher is on hold while something is checked. Please ask the office.
refusal-unknown-credential = There is no voucher with this code.

card-caption = { $programme }: { $count } voucher cards
card-contact = Questions: { $contact }
card-hint-show = Show this card at the classroom.
card-hint-lost = If you lose it, call us: you will get a new one.
card-label-amount = To spend
card-label-until = Good until
card-label-code = Code
card-label-name = Name
card-amount = JPY { $yen }
card-until = { $iso }

grade-band-elementary = Elementary school
grade-band-junior-high = Junior high school
grade-band-high = High school

problem-token-refused = This voucher is not accepted ({ $refusal }).
    .title = Voucher not accepted
problem-trust-list-invalid = The list of keys does not agree with its issuer's signature.
    .title = List of keys not confirmed
problem-signing-key-unsuitable = The programme has no key that may sign this voucher.
    .title = No suitable signing key
problem-status-list-full = The status list has not enough free places left.
    .title = Status list full
problem-voucher-not-found = There is no such voucher.
    .title = Voucher not found
problem-voucher-not-issued = The voucher was revoked or has expired ({ $status }).
    .title = Voucher no longer good
problem-signing-key-not-found = There is no such key.
    .title = Key not found
problem-status-list-not-found = The programme has no status list of this number.
    .title = Status list not found
