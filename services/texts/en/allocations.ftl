# Rounds, the draw, awards, the waiting list

round-status = { $status ->
    [announced] open for applications
    [closed] closed
    [drawn] drawn
   *[awarded] awarded
}
award-status = { $status ->
    [offered] awaiting an answer
    [accepted] accepted
    [declined] declined
   *[withdrawn] withdrawn
}
draw-result = { $result ->
    [selected] selected
   *[waiting] waiting
}

problem-draw-number-invalid = { $column ->
    [priority] The priority “{ $value }” must be a whole number of at most nine digits.
   *[score] The score “{ $value }” must be a number of at most thirty digits on either side of the point.
}
    .title = A number cannot be drawn with
problem-candidate-twice = Two candidates have the id “{ $candidate_id }”.
    .title = A candidate stands twice
problem-candidates-unreadable = The file of candidates has { $errors ->
    [one] one fault
   *[other] { $errors } faults
}, the first in row { $row }. Nothing was drawn.
    .title = The file of candidates cannot be read
problem-round-not-found = There is no such round.
    .title = Round not found
problem-round-id-reused = This id stands for a round in other terms already.
    .title = Id used again
problem-round-terms-invalid = { $field ->
    [fund_ids] Please name at least one fund to pay from, and none of them twice.
    [closes_at] The intake must end after it begins, and at a time still to come.
    [places] There must be at least one place.
    [budget] The budget must be at least one yen.
    [seed] The seed must have 32 bytes.
   *[reply_days] There must be at least one day to answer.
}
    .title = The round’s terms do not make sense
problem-round-still-open = The intake that was announced is not over yet, so the round cannot be closed.
    .title = The intake is not over
problem-round-not-ready = The round is { $status ->
    [announced] open for applications
    [closed] closed
    [drawn] drawn
   *[awarded] awarded
}; for this it must be { $needed ->
    [announced] open for applications
    [closed] closed
    [drawn] drawn
   *[awarded] awarded
}.
    .title = The round stands elsewhere
problem-applications-undecided = { $count ->
    [one] One application has
   *[other] { $count } applications have
} no decision yet. Please decide first, so that everybody can be told a result.
    .title = Applications without a decision
problem-duplicates-unresolved = { $count ->
    [one] One report
   *[other] { $count } reports
} of a child that may have applied twice must be answered first.
    .title = Possible duplicates are open
problem-candidates-changed = The candidates do not give the hash that was published when the round closed. Nothing was drawn.
    .title = The candidates have changed
problem-award-not-found = There is no such award.
    .title = Award not found
problem-award-not-open = This award was { $status ->
    [declined] declined
   *[withdrawn] withdrawn
} before.
    .title = The award has ended
problem-reply-too-late = The time to answer is over. Please contact the office.
    .title = Too late to answer
problem-not-on-waiting-list = This application is not waiting for a place in this round.
    .title = Not on the waiting list
problem-award-already-issued = A voucher was issued for this award. Please revoke the voucher instead.
    .title = The voucher is issued
problem-return-too-large = More would go back than is left of the gifts behind this voucher.
    .title = Too much would go back

row-row-too-short = The headings have { $expected } columns, this row has only { $found }.
row-column-unknown = This column is not drawn with. A file of candidates has id, priority and score only.
row-candidate-twice = The same id stands in row { $first }.
row-priority-expected = “{ $value }” is not a priority. Please write a whole number of at most nine digits (1 goes first).
row-score-expected = “{ $value }” is not a score. Please write a number such as 72 or 72.5.

draw-commitment = commitment to the seed (SHA-256)
draw-candidates-hash = hash of the candidates (SHA-256)
draw-algorithm = algorithm
draw-column-rank = rank
draw-column-id = id
draw-column-priority = priority
draw-column-score = score
draw-column-ticket = ticket
draw-column-result = result
draw-row = row { $row }
