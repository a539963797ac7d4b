"""Who applies: the municipality's roster, as its office exports it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.core.kit.sheets import Encoding, write_csv
from services.sandbox.year.people import Name, family, member
from services.sandbox.year.plan import FISCAL_YEAR, Plan

# Born within it, a child is in the third year of lower secondary school in the fiscal year:
# the cohort begins on 2 April, for legal age is reached the day before the birthday.
COHORT_BEGINS = date(FISCAL_YEAR - 15, 4, 2)
COHORT_DAYS = 365

# Shibuya's route: public assistance by the case workers, school aid by the schools.
BENEFITS, SHARES = ("生活保護", "準要保護", "なし"), (16, 78, 6)

HEADING = [
    *(
        "世帯番号",
        "保護者氏名",
        "保護者カナ",
        "児童氏名",
        "児童カナ",
        "生年月日",
        "郵便番号",
        "住所",
    ),
    *("電話", "メール", "学校名", "支援区分", "世帯人数"),
    *("取扱同意", "教室共有同意", "自治体共有同意", "評価同意"),
]


@dataclass(frozen=True, slots=True)
class Applicant:
    number: int
    guardian: Name
    child: Name
    born_on: date
    benefit: str
    members: int


def applicants_of(plan: Plan) -> list[Applicant]:
    """
    The children on the roster: most are eligible, some are not, and one stands there twice.
    """
    chance = plan.random("families")
    found = []
    for number in range(1, plan.applicants + 1):
        of = family(chance)
        # One in forty is a year younger: the programme is not for them yet.
        younger = timedelta(days=COHORT_DAYS) if number % 40 == 7 else timedelta()
        found.append(
            Applicant(
                number=number,
                guardian=member(chance, of),
                child=member(chance, of),
                born_on=COHORT_BEGINS + timedelta(days=chance.randrange(COHORT_DAYS)) + younger,
                benefit=chance.choices(BENEFITS, SHARES)[0],
                members=chance.randint(2, 6),
            )
        )
    return [*found, _twice(found[0], len(found) + 1)]


def roster_file(applicants: Iterable[Applicant]) -> bytes:
    """The roster in Shift_JIS, with birth dates by era as the office writes them."""
    return write_csv([HEADING, *map(_row, applicants)], Encoding.CP932)


def _twice(child: Applicant, number: int) -> Applicant:
    """The same child once more, entered by the other parent under another household number."""
    other = replace(child.guardian, written=f"{child.guardian.written}郎")
    return replace(child, number=number, guardian=replace(other, kana=f"{other.kana}ロウ"))


def _row(applicant: Applicant) -> list[str]:
    number = applicant.number
    # The child that stands there twice lives at one place.
    home = 1 if applicant.guardian.written.endswith("郎") else number
    return [
        f"W{number:06}",
        applicant.guardian.written,
        applicant.guardian.kana,
        applicant.child.written,
        applicant.child.kana,
        _era_date(applicant.born_on),
        f"150-{home % 10_000:04}",
        f"東京都渋谷区見本町{home % 5 + 1}-{home % 40 + 1}",
        f"090-0000-{number % 10_000:04}",
        f"family{number}@example.org" if number % 3 else "",
        f"見本第{number % 4 + 1}中学校",
        applicant.benefit,
        str(applicant.members),
        "○",
        "○",
        "○" if number % 5 else "×",
        "○" if number % 2 else "×",
    ]


def _era_date(day: date) -> str:
    """H22.4.2: the children of this cohort were born in Heisei, which began in 1989."""
    return f"H{day.year - 1988}.{day.month}.{day.day}"
