"""What may stand in the way of reading, signing and proving the log."""

from services.core.kit.errors import Conflict, Invalid, NotFound, Unavailable


class LogUnknown(NotFound):
    """The organisation has no log yet: nothing of it was sealed."""

    code = "log_unknown"


class EntryUnknown(NotFound):
    """The organisation's log has no such entry."""

    code = "audit_entry_unknown"


class EntryNotSigned(Conflict):
    """The entry is recorded, and no checkpoint covers it yet: within a minute or two one will."""

    code = "audit_entry_not_signed"


class CheckpointUnknown(NotFound):
    """No checkpoint was signed at this size."""

    code = "checkpoint_unknown"


class CheckpointUnreadable(Invalid):
    """What was given is no signed note of a checkpoint."""

    code = "checkpoint_unreadable"


class TreeSizeOutOfRange(Invalid):
    """There is no tree of this size, or the first of two is the larger."""

    code = "tree_size_out_of_range"


class LogNotExtended(Conflict):
    """
    The tree does not begin with one that was signed before: nothing is signed.

    `reason`: "shorter", "rewritten", "foreign" or "other_key"; `known_size`, `size`: of both trees.
    """

    code = "log_not_extended"


class WitnessSilent(Unavailable):
    """An outside place did not take the checkpoint; it will be asked again."""

    code = "witness_silent"


class WitnessHoldsOtherSize(Conflict):
    """An outside place has seen the log at another size than we thought: `size`."""

    code = "witness_holds_other_size"


class WitnessRefused(Conflict):
    """An outside place says that the log is not the one that it knows."""

    code = "witness_refused"
