# What may be wrong with one field of a request.

field-missing = This is missing.
field-unknown = There is no such field here.
field-unkeepable = This contains a character that cannot be stored.
field-text = This must be text.
field-text-too-short = This must have at least { $min_length } characters.
field-text-too-long = This may have at most { $max_length } characters.
field-form = This does not have the required form.
field-integer = This must be a whole number.
field-yes-or-no = This must be true or false.
field-too-low = This must be { $ge } or more.
field-too-high = This must be { $le } or less.
field-too-few = This must have at least { $min_length } entries.
field-too-many = This may have at most { $max_length } entries.
field-offset = This must say its offset from UTC, as in 2026-04-01T09:00:00+09:00.
field-instant = This must be a date and time, as in 2026-04-01T09:00:00+09:00.
field-day = This must be a date, as in 2026-04-01.
field-id = This must be a UUID.
field-address = This must be a web address.
field-choice = This is not one of the possible values.
field-list = This must be a list.
field-json = This cannot be read as JSON.
field-rule = This breaks a rule: { $reason }
field-unfit = This value does not fit here.
