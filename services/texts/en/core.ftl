# What any part of the service may have to say.

problem-fields-invalid = Some fields are missing or wrong; each is named below.
    .title = Fields are invalid
problem-route-unknown = There is nothing at this address.
    .title = Not found
problem-method-not-allowed = This address does not take this method.
    .title = Method not allowed
problem-request-too-large = The request is larger than is accepted here.
    .title = Request too large
problem-media-type-unsupported = This kind of content is not accepted here.
    .title = Media type unsupported
problem-internal-error = Something went wrong on our side. Nothing was saved; please try again later.
    .title = Internal error
problem-try-again = Others were working on the same thing. Nothing was saved; please try again.
    .title = Try again
problem-database-not-ready = The database is not ready.
    .title = Database not ready
problem-idempotency-key-missing = Send an Idempotency-Key header of 16 to 255 characters.
    .title = Idempotency key missing
problem-idempotency-key-reused = This Idempotency-Key was used before with other content.
    .title = Idempotency key reused
problem-still-running = The same request is being worked on; ask again in a moment.
    .title = Still running
problem-subject-forgotten = The personal data of this record has been erased and cannot be read.
    .title = Data erased
problem-seal-broken = A protected field could not be opened.
    .title = Protected field damaged

problem-not-authenticated = Sign in, or send a key that is in force.
    .title = Not authenticated
problem-not-permitted = Your role does not include this ({ $permission }).
    .title = Not permitted
problem-second-person-required = A second person must approve this; you created it yourself.
    .title = Second person required
problem-organisation-unknown = There is no such organisation.
    .title = Organisation unknown
problem-api-key-unknown = There is no such key.
    .title = Key unknown
problem-role-needs-provider = A provider's role needs the provider that it speaks for.
    .title = Role needs a provider

problem-account-unknown = There is no such account in the ledger.
    .title = Account unknown
problem-transfer-unknown = There is no such transfer in the ledger.
    .title = Transfer unknown
problem-fund-unknown = There is no such fund in this programme.
    .title = Fund unknown
problem-insufficient-balance = The account holds less than is asked of it. Nothing was moved.
    .title = Insufficient balance
problem-transfer-id-reused = This id already stands for another transfer. Nothing was moved.
    .title = Transfer id reused
problem-transfer-not-pending = This transfer is not on hold any more.
    .title = Transfer not pending
problem-posted-more-than-held = More was asked for than is on hold ({ $held }).
    .title = More than is held
problem-reversed-more-than-posted = More would be reversed than is left of the transfer ({ $left }).
    .title = More than is left
problem-transfer-malformed = A transfer moves a positive amount between two accounts of one currency.
    .title = Transfer malformed

problem-programme-unknown = There is no such programme.
    .title = Programme unknown
problem-programme-code-taken = Another programme has the code { $programme_code }.
    .title = Programme code taken
problem-programme-not-publishable = Before publishing, state the { $field ->
    [issuer] issuer
   *[other] legal ground
 }.
    .title = Programme not publishable
problem-programme-not-draft = The programme is published; its terms do not change any more.
    .title = Programme not a draft
problem-programme-not-published = The programme is not published.
    .title = Programme not published
problem-terms-invalid = The terms do not fit together: { $reason }
    .title = Terms invalid
problem-criteria-unknown = The programme has no such version of its criteria.
    .title = Criteria unknown
problem-staff-key-not-grantable = Keys of the office are made at the host (minori key create), not by means of a key.
    .title = Key not grantable
problem-programme-id-reused = This id stands for another programme, or for this one in other terms.
    .title = Programme id reused
problem-fund-code-taken = Another fund of this programme has the code { $fund_code }.
    .title = Fund code taken
problem-fund-id-reused = This id stands for another fund, or for this one with another purpose.
    .title = Fund id reused
problem-received-in-future = Money that has not come yet is not booked.
    .title = Not received yet
