# Privacy: erasure, retention, disclosure, breaches

## What may stand in the way

problem-erasure-not-found = The organisation has no such erasure.
    .title = Erasure not found
problem-guardian-not-found = The organisation knows no such guardian.
    .title = Guardian not found
problem-household-not-found = The organisation knows no such household.
    .title = Household not found
problem-donor-not-found = The organisation knows no such donor.
    .title = Donor not found
problem-person-held = A legal hold keeps this person’s data until { $until }. Nothing was erased. Release the hold first, or wait until then.
    .title = Kept by a legal hold
problem-donor-kept-by-law = The organisation must keep its donor list and its receipts. This donor can be erased from { $erasable_from } on; nothing was erased.
    .title = Kept by law
problem-guardian-still-answers = Nobody else answers for the children of this household. Nothing was erased. Register another guardian first, or erase the household.
    .title = The only guardian
problem-erasure-plan-changed = What would be erased has changed since you looked. Nothing was erased. Look at the preview again and confirm that.
    .title = Preview out of date
problem-retention-plan-changed = What is due has changed since you looked. Nothing was deleted. Look at it again and confirm that.
    .title = Preview out of date
problem-retention-run-not-found = The organisation has no such retention run.
    .title = Retention run not found
problem-hold-not-found = The organisation has no such legal hold.
    .title = Legal hold not found
problem-hold-already-over = A legal hold ends on a day to come, and is released once.
    .title = Legal hold already over
problem-breach-not-found = The organisation has no such breach.
    .title = Breach not found
problem-breach-closed = This breach is closed; nothing of it changes any more. Open a new one if something has come to light.
    .title = Breach closed
problem-breach-not-reported = A breach is closed once its final report is in and the people affected have been told.
    .title = Not reported yet
problem-breach-date-invalid = This day and time lies in the future, or before what it follows.
    .title = Date not possible
problem-breach-scope-missing = Nobody has said yet which acts this breach is about. Set its span of time first.
    .title = Scope missing
problem-breach-export-not-approved = The list of people affected opens for a day once a second person has approved it.
    .title = Second person needed
problem-breach-draft-changed = Somebody wrote a newer version (version { $version }). Yours was not kept: read theirs first.
    .title = Newer version exists
problem-installation-not-empty = This organisation is already here. Nothing was imported.
    .title = Already here
problem-archive-unreadable = This is not an archive of ours, or it was altered. Nothing was imported.
    .title = Archive not readable
problem-archive-without-people = This archive was made without people’s data. It can be read, but not imported. Export it with people.
    .title = Archive without people

## Who it is about

subject-child = child
subject-guardian = guardian
subject-household = household
subject-donor = donor

## What goes

gone-people = people whose key is destroyed
gone-sealed_fields = fields that tell who somebody is
gone-blind_indexes = search keys
gone-evidence = documents
gone-application_facts = applications whose facts are emptied
gone-pending_applications = applications that end undecided
gone-live_vouchers = vouchers revoked
gone-returned_yen = yen given back to their fund
gone-cards = cards made unreadable
gone-open_awards = awards withdrawn
gone-waiting_places = places on a waiting list
gone-classroom_places = places with a provider
gone-bank_payers = payers’ names on bank deposits
gone-answers = copies of answers
gone-inbox_payloads = copies of messages received
gone-outbox_payloads = copies of messages sent
gone-sign_in = sessions and sign-in links

## What stays

kept-ledger_transfers = transfers in the ledger
kept-vouchers = vouchers, by number
kept-redemptions = uses, by number
kept-decisions = decisions, by code
kept-consents = records of consent
kept-donations = gifts, by number
kept-receipts = receipts, by number
kept-audit_entries = entries in the audit log
kept-disclosures = records of disclosure

ground-books = accounts and their vouchers, kept for at least seven years
ground-donor_list = list of donors, kept for five years
ground-proof_of_consent = proof that we were allowed to use the data
ground-sharing_record = record of disclosure (Act on the Protection of Personal Information, article 29)
ground-accountability = proof of what was done to the data, by whom

erasure-ground-request = the person asked for it (Act on the Protection of Personal Information, article 35)
erasure-ground-consent_withdrawn = consent was withdrawn
erasure-ground-not_needed = the data is no longer needed (article 22)
erasure-ground-term_over = its term in the retention schedule has ended

asked-by-guardian = guardian
asked-by-child = child
asked-by-donor = donor
asked-by-office = office
asked-by-schedule = retention schedule

erasure-preview-gone = What would be destroyed (nothing has been done yet)
erasure-preview-kept = What would stay, without any name, and why

erasure-report-title = Report of an erasure
erasure-report-number = Number
erasure-report-day = Erased on
erasure-report-whom = Whose data
erasure-report-ground = Ground
erasure-report-asked-by = Asked for by
erasure-report-by = Done by
erasure-report-gone = What was destroyed
erasure-report-kept = What stays, without any name, and why
erasure-report-end = The key to this person’s data was destroyed. What lies in backups cannot be read any more either.

## The retention schedule

retention-evidence = Documents with applications
    .holds = Copies of certificates that a family has sent in
    .from = the decision, or the withdrawal
    .ground = Needed for the decision only (Act on the Protection of Personal Information, article 22)
retention-not_selected = Applicants who got no place
    .holds = Name, kana, birth date, school, contact, income class of child and family
    .from = the last decision or the award of the last round; those on the waiting list stay for its year, those who agreed to the evaluation for three years at most
    .ground = No longer needed (article 22)
retention-participants = Children who had a voucher, and their families
    .holds = Name, kana, birth date, school, contact, income class of child and family
    .from = the end of the last programme year
    .ground = Settlement, audit by the municipality, claims (Civil Code, article 166)
retention-donors_without_gift = Donors whose gift never came
    .holds = Name, contact, address
    .from = the last attempt
    .ground = No longer needed (article 22)
retention-donors = Donors
    .holds = Name, contact, address
    .from = the end of the fiscal year of the last gift; seven years where a receipt was issued
    .ground = List of donors (certified NPOs, five years); copies of receipts as vouchers of the accounts (seven years)
retention-bank_payers = Payers’ names on bank deposits
    .holds = The name in kana as the bank told it
    .from = the end of the fiscal year of the deposit
    .ground = Vouchers of the accounts (seven years)
retention-consents = Records of consent
    .holds = Purpose, by whom, from when until when
    .from = withdrawal, or the erasure of the child
    .ground = Proof that the use was allowed
retention-sharing_records = Records of disclosure
    .holds = To whom which kinds of data were given
    .from = the disclosure
    .ground = Records of provision (article 29; three years)
retention-refused_attempts = Refused attempts at the counter
    .holds = Provider, scanner, reason
    .from = the attempt
    .ground = Defence against misuse; no code is kept
retention-sign_in = Sessions and sign-in links
    .holds = When somebody signed in, with which kind of browser
    .from = their end
    .ground = Defence against misuse
retention-breaches = Texts of breach reports
    .holds = Drafts and final texts
    .from = the closing of the breach
    .ground = Questions from the Commission and from people affected
retention-given_answers = Answers kept for retries
    .holds = What a request was answered
    .from = the answer
    .ground = Retries after a lost connection
retention-outbox_messages = Delivered messages
    .holds = Ids of what happened
    .from = delivery
    .ground = Looking into faults
retention-inbox_payloads = Messages from the payment gateway
    .holds = What the gateway told, donors’ contact included
    .from = receipt
    .ground = Looking into faults; the number stays, so that a repeat is known
retention-job_runs = Runs of jobs
    .holds = Name and time
    .from = the end of the run
    .ground = Operation
retention-receipts = Receipts
    .holds = Number, day, amount; no name
    .from = –
    .ground = Numbers without a gap; the name goes with the donor
retention-books = Ledger, vouchers, redemptions
    .holds = Amounts under ids; no name
    .from = –
    .ground = Accounts: every yen can be traced for good
retention-audit_log = Audit log
    .holds = Who did what when, under ids; no name
    .from = –
    .ground = Each entry proves the ones before; a gap would make all later ones worthless
retention-erasure_reports = Reports of erasures
    .holds = Counts, dates, ids; no name
    .from = –
    .ground = Proof of the erasure; needed again when a backup is restored

retention-action-erase_person = key destroyed, fields emptied
retention-action-destroy_files = files destroyed
retention-action-delete_rows = deleted
retention-action-empty_columns = fields emptied
retention-action-keep = kept

## Breaches

breach-kind-sensitive = data that needs special care
breach-kind-financial_harm = risk of financial harm
breach-kind-wrongful_purpose = wrongful purpose may be behind it
breach-kind-many_people = more than 1,000 people

breach-status-open = open
breach-status-preliminary_reported = preliminary report is in
breach-status-final_reported = final report is in
breach-status-closed = closed

timer-done = The report went in.
timer-running = Day { $day }. Aim at { $aim }; the last day is { $last }.
timer-due_today = Day { $day }: today is the day to aim at; the last day is { $last }.
timer-overdue = Day { $day }: overdue since { $aim }. { $days_left ->
    [0] Today is the last day.
    [1] Due tomorrow at the latest.
   *[other] { $days_left } days are left, until { $last }.
  }
timer-past_limit = Day { $day }: the last day ({ $last }) has passed. Report at once.

data-item-name = name
data-item-birth_date = date of birth
data-item-school = school
data-item-contact = telephone, e-mail
data-item-address = address
data-item-income = income
data-item-benefits = public support received
data-item-certificate = certificates handed in
data-item-eligibility = result of the assessment
data-item-card = voucher card
data-item-gift = gifts
data-item-record = records of use

report-item-summary = 1. Summary
report-item-data_items = 2. Items of personal data
report-item-people = 3. Number of people
report-item-cause = 4. Cause
report-item-secondary_harm = 5. Secondary damage or risk of it, and its content
report-item-response_to_people = 6. What has been done towards the people affected
report-item-publication = 7. What has been made public
report-item-prevention = 8. Measures against recurrence
report-item-other = 9. Other matters for reference

report-unknown = Being looked into.
report-summary = We became aware on { $aware } (Japan). Kind: { $kinds }.
report-item-count = { $item } ({ $people } people)
report-people-count = { $kind }: { $people }
report-people = { $total } people in all ({ $people })
report-people-told = The people affected were told on { $day }.
report-acts = According to the audit log, { $actors } actors did { $touches } acts from { $since } to { $until } (Japan).

affected-kind = kind
affected-id = id
affected-items = data
affected-child = child
affected-name = name
affected-postcode = postcode
affected-address = address
affected-email = e-mail
affected-phone = telephone

## What is kept of a person

record-title = What we keep of you
record-as-of = As of { $at } (Japan).
record-none = Nothing.
record-section-person = Yourself
record-section-guardians = Guardians
record-section-household = Household
record-section-consents = Consents
record-section-applications = Applications
record-section-evidence = Documents handed in
record-section-vouchers = Vouchers
record-section-redemptions = Uses of vouchers
record-section-gifts = Gifts
record-section-receipts = Receipts
record-section-disclosures = To whom your data was given
record-section-readings = What was done to your record, and for what

record-field-name = name
record-field-kana = reading
record-field-country = country
record-field-birth_date = date of birth
record-field-school = school
record-field-phone = telephone
record-field-email = e-mail
record-field-reference = municipal number
record-field-postcode = postcode
record-field-address = address
record-field-benefits = public support
record-field-income = income
record-field-members = members of the household
record-field-purpose = purpose
record-field-given_by = given by
record-field-given_at = given
record-field-withdrawn_at = withdrawn
record-field-programme = programme
record-field-submitted_at = handed in
record-field-grade_no = grade
record-field-decision = decision
record-field-decided_at = decided
record-field-kind = kind
record-field-uploaded_at = sent
record-field-status = state
record-field-destroyed_at = destroyed
record-field-issued_at = issued
record-field-amount_minor = amount (yen)
record-field-valid_until = good until
record-field-service_on = day
record-field-provider = provider
record-field-category = category
record-field-reversed_minor = undone (yen)
record-field-started_at = given
record-field-campaign = campaign
record-field-channel = channel
record-field-refunded_minor = given back (yen)
record-field-settled_at = arrived
record-field-year = year
record-field-serial = number
record-field-accepted_on = accepted on
record-field-disclosed_at = when
record-field-recipient = to whom
record-field-items = data
record-field-day = day
record-field-action = act
record-field-times = times
