# Settlements: bank files

problem-character-unsupported = “{ $character }” at position { $position } cannot be written in a bank file: only kana, A-Z, 0-9, ( ) - . and spaces can. { $hint ->
        [wo] Write オ for ヲ.
        [dot] Leave the middle dot out, or write a space or a full stop.
        [comma] Leave the comma out.
        [kanji] Write the name as it is read, in kana.
        [mark] A voiced mark can only follow a kana that takes it.
       *[other] Please check the spelling of the account's name.
    }
    .title = A character cannot be written in a bank file
row-character-unsupported = { problem-character-unsupported }

problem-bank-name-empty = The name has no characters that can be written.
    .title = A name is empty
row-bank-name-empty = { problem-bank-name-empty }

problem-bank-name-too-long = The name takes { $length } characters in bank kana; its field has { $limit }. It is not cut, for the bank would return the transfer. Please use the abbreviation that the account is held under.
    .title = A name is too long for its field
row-bank-name-too-long = { problem-bank-name-too-long }

problem-account-unreadable = { $field ->
        [bank] The bank number
        [branch] The branch number
        [type] The kind of account (1 ordinary, 2 current, 4 savings, 9 other)
       *[other] The account number
    } must be written with { $digits ->
        [one] one digit
       *[other] { $digits } digits, leading zeros included
    }. An account as a whole is written 0001-001-1-1234567.
    .title = A bank account cannot be read
row-account-unreadable = { problem-account-unreadable }

problem-yucho-number-unreadable = { $field ->
        [symbol] The symbol (記号) has five digits and begins with 0 or 1, as the passbook shows it.
       *[other] The number (番号) has at most eight digits, or seven where the symbol begins with 0.
    }
    .title = A Japan Post Bank account cannot be read
row-yucho-number-unreadable = { problem-yucho-number-unreadable }

row-account-given-twice = The row names an account and also a symbol and number of Japan Post Bank. Please fill in one of them.
row-account-missing = The account is incomplete: bank, branch, type and account, or symbol and number, are needed.
row-branch-unknown = The directory does not know branch { $branch } of bank { $bank }. Please look twice; it may be new.

problem-payout-amount-out-of-range = A transfer carries 1 to { $largest } yen, not { $amount }.
    .title = The amount cannot be transferred

problem-too-many-items = A bank file takes { $most } transfers, not { $count }. Please divide the list.
    .title = Too many transfers for one file

problem-nothing-to-transfer = The list holds no transfer.
    .title = There is nothing to transfer

problem-consignor-code-unreadable = The consignor code is the { $digits } digits that the bank has given.
    .title = The consignor code cannot be read

problem-not-a-bank-day = { $date } is no bank business day; banks carry transfers on { $nearest } again.
    .title = Banks carry no transfers on that day

problem-bank-file-unreadable = Record { $record } is not as a bulk transfer file has it ({ $fault ->
        [length] each record has 120 bytes, all with CRLF or all without
        [sequence] one header, at least one item, a trailer and an end are needed, in this order
        [kind] only bulk transfers, 21, in JIS code, 0, are read
        [characters] it holds characters that banks do not write
        [trailer] its count and total are not those of the items
        [dummy] an unused field is filled
        [pays_on] there is no such day
       *[other] field { $fault }
    }).
    .title = The bank file cannot be read

# Settlements: months, statements, payouts

problem-month-not-over = { $month } has not ended yet; it can be closed from { $ends_at } on.
    .title = The month is not over

problem-later-month-closed = { $latest } is closed already. What is late for { $month } stands on the next statement.
    .title = A later month is closed

problem-statement-unknown = There is no such statement.
    .title = No such statement

problem-statement-line-unknown = The statement has no such line.
    .title = No such line

problem-objection-too-late = The statement was confirmed, or the time for objecting ended at { $until }. Corrections come by reversal, on the next statement.
    .title = It is too late to object

problem-objection-unknown = There is no such objection.
    .title = No such objection

problem-objection-id-reused = This id stands for another objection.
    .title = The id is in use

problem-objection-resolved-before = The objection was resolved before: { $outcome ->
        [upheld] it was upheld
       *[rejected] it was rejected
    }.
    .title = The objection is resolved

problem-objection-open = An objection to the statement is not resolved yet.
    .title = An objection is open

problem-nothing-to-pay = Nobody can be paid now. { $left_out ->
        [0] Nothing is owed, or the time for objecting has not ended.
        [one] One provider is owed money but held back.
       *[other] { $left_out } providers are owed money but held back.
    }
    .title = There is nothing to pay

problem-batch-unknown = There is no such payout batch.
    .title = No such payout batch

problem-batch-id-reused = This id stands for another payout batch.
    .title = The id is in use

problem-batch-status-unfit = This cannot be done to a payout batch that is { $status ->
        [drafted] waiting for approval
        [approved] approved
        [exported] with the bank
       *[cancelled] cancelled
    }.
    .title = The payout batch is in another state

problem-already-exported = The bank file of this batch was made before (SHA-256 { $sha256 }). A second one could pay everybody twice. If the first will not be sent, let a second person withdraw it.
    .title = The bank file was made before

problem-source-account-missing = The programme's settings do not say who pays and from which account.
    .title = The paying account is missing

problem-bank-details-changed = A provider's bank account was changed after payout { $payout_number } was prepared. Please cancel the batch and prepare a new one.
    .title = Bank details have changed

problem-payout-unknown = The programme has no payout with the number { $number }.
    .title = No such payout

problem-payout-not-in-transit = The bank's answer does not fit payout { $number }: it is { $status ->
        [pending] not approved
        [paid] paid
        [returned] returned already
       *[cancelled] cancelled
    }.
    .title = The payout is in another state

problem-payout-amount-differs = { $sent } yen were sent as payout { $number }, not { $told }.
    .title = The amount is another

problem-list-refused = The file has { $errors ->
        [one] one fault
       *[other] { $errors } faults
    }; nothing was done.
    .title = The file has faults

problem-output-exists = { $file } exists and is not overwritten.
    .title = The file exists

row-payout-number-expected = “{ $value }” is not the number of a payout.
row-bank-result-expected = “{ $value }” is not an answer. Write paid or returned.
row-number-twice = The payout stands in the file more than once.

statement-title = Notice of payment
statement-to = To { $provider }
statement-opening = { $organisation } will pay you for the vouchers used with you, as follows.
statement-programme = Programme
statement-period = Period
statement-period-of = { $year }-{ $month }
statement-closed-on = Closed on
statement-pays-on = To be paid on
statement-invoice-number = Invoice registration number
statement-no-invoice-number = none registered
statement-fee-bearer = Transfer fee
statement-fee-bearer-organisation = borne by us
statement-fee-bearer-provider = borne by you
statement-lines = Uses and corrections
statement-service-on = Day of service
statement-voucher-code = User code
statement-kind = Kind
statement-kind-redemption = Use
statement-kind-reversal = Correction
statement-amount = Amount
statement-yen = ¥{ $amount }
statement-gross = Total ({ $count } lines)
statement-tax = of which consumption tax ({ $rate } %)
statement-contribution = Your own share ({ $rate } %)
statement-net = To be paid
statement-carried-over = This amount is negative; it is set off against your next payments.
statement-objecting = If anything here is wrong, please object before { $until }. Without word from you by then the notice counts as confirmed.
