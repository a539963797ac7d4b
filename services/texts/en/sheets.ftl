# Reading and writing sheets (CSV)

row-encoding-wrong = The characters cannot be read ({ $encoding }). Please save the file as UTF-8 or Shift_JIS (CP932).
row-file-empty = The file has no rows.
row-row-malformed = This is not CSV, for instance a quotation mark (") is never closed. Rows from here on were not read.
row-row-too-long = The headings have { $expected } columns, this row has { $found }.
row-column-missing = The column is missing. Its heading may be: { $headers }
row-column-twice = Two or more columns have this heading.
row-cell-empty = The cell is empty.
row-cell-unreadable = The cell holds control characters that cannot be read.
row-amount-expected = “{ $value }” is not an amount. Please write whole yen in digits.
row-amount-out-of-range = The amount “{ $value }” is out of range.
row-date-expected = “{ $value }” is not a date. Examples: 2026-04-01, 2026/4/1, 令和8年4月1日
row-email-expected = This does not have the form of an e-mail address.
row-not-encodable = Shift_JIS (CP932) has no such character: { $characters }

problem-cells-not-encodable = { $cells } cells, the first in row { $row }, hold characters that { $encoding } cannot spell. Please export as UTF-8.
    .title = Some characters cannot be written in this encoding
