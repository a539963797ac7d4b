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
