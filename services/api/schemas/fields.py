"""What numbers and days may be over the wire: never more than the books can hold."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AwareDatetime, Field, Strict

from services.core.kit.periods import FIRST_DAY, LAST_DAY

# Far above any programme, and so far below BIGINT that sums of sums stay within it.
YEN_MAX = 10**12
INTEGER_MAX = 2**31 - 1

# In a body a number is a number: "8000" and true are mistakes, not 8000 and 1.
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Yen = Annotated[Whole, Field(ge=1, le=YEN_MAX, description="Yen.")]
Number = Annotated[Whole, Field(ge=1, le=INTEGER_MAX)]
BasisPoints = Annotated[Whole, Field(ge=0, le=10_000, description="1000 is 10 %.")]

# In a path all is text.
Version = Annotated[int, Field(ge=1, le=INTEGER_MAX)]

# Days near the ends of the calendar have no month before or after them.
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Instant = Annotated[
    AwareDatetime,
    Field(
        ge=datetime.combine(FIRST_DAY, time(), UTC),
        le=datetime.combine(LAST_DAY, time(), UTC),
        description="With its offset from UTC.",
    ),
]
MonthText = Annotated[
    str,
    Field(pattern=r"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-04"]),
]

# Whether somebody reads it, only a mail to it can tell.
EmailAddress = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
