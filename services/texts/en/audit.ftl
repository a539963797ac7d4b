# The log of who did what

problem-log-unknown = This organisation has no log yet. It begins with the first entry that the worker seals.
    .title = No log yet
problem-audit-entry-unknown = The log has no such entry.
    .title = Entry unknown
problem-audit-entry-not-signed = The entry is recorded, but no signed checkpoint covers it yet. Ask again in a minute.
    .title = Not signed yet
problem-checkpoint-unknown = No checkpoint was signed for a log of { $tree_size } entries.
    .title = Checkpoint unknown
problem-checkpoint-unreadable = This is no signed checkpoint: give the note as it was received, unchanged.
    .title = Checkpoint not readable
problem-tree-size-out-of-range = A log of { $new_size } entries does not begin with one of { $old_size }. Both sizes are at least 1, and the first is not the larger.
    .title = Sizes do not fit
problem-log-not-extended = The log does not continue what was signed before ({ $reason }). Nothing is signed until a person has looked: run minori audit verify.
    .title = Log does not continue
problem-witness-silent = The outside place { $witness } did not answer. The checkpoint is kept and will be sent again.
    .title = Outside place silent
problem-witness-holds-other-size = The outside place { $witness } knows the log at { $size } entries.
    .title = Outside place at another size
problem-witness-refused = The outside place { $witness } holds another log under this name. Run minori audit verify with its checkpoint.
    .title = Outside place refuses
