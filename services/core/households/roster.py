"""A municipal roster, a row a child, read into families. Pure; the service writes them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.core.households.policies import (
    OLDEST_YEARS,
    consents_needed_from,
    grade_of,
    plausible_birth_date,
)
from services.core.households.types import (
    ConsentGiver,
    ConsentPurpose,
    GradeOverride,
    NewChild,
    NewGuardian,
    NewHousehold,
)
from services.core.kit import cells, japanese
from services.core.kit.sheets import CellRefused, Column, Row, RowError
from services.core.programmes.types import Benefit

# What stands in a file where an office's own character (外字) was lost on the way.
_LOST_CHARACTER = re.compile("[\ue000-\uf8ff\ufffd〓?？]")

# How offices call what the programmes' criteria know by code.
BENEFITS = {
    "生活保護": Benefit.PUBLIC_ASSISTANCE,
    "生保": Benefit.PUBLIC_ASSISTANCE,
    "就学援助": Benefit.SCHOOL_AID,
    "要保護": Benefit.SCHOOL_AID,
    "準要保護": Benefit.SCHOOL_AID,
    "児童扶養手当": Benefit.CHILD_REARING_ALLOWANCE,
    "児童扶養手当(全部支給)": Benefit.CHILD_REARING_ALLOWANCE,
    "児童扶養手当(一部支給)": Benefit.CHILD_REARING_ALLOWANCE,
    "ひとり親医療": Benefit.SINGLE_PARENT_MEDICAL,
    "ひとり親家庭医療費助成": Benefit.SINGLE_PARENT_MEDICAL,
    "住民税非課税": Benefit.TAX_EXEMPT,
    "非課税": Benefit.TAX_EXEMPT,
    **{benefit.value: benefit for benefit in Benefit if benefit is not Benefit.NONE},
}
_NO_BENEFIT = {"なし", "無", "該当なし", "-", "ー", "none"}
_BENEFITS_APART = re.compile("[、,・/;\\s]+")

_YES = {"1", "○", "〇", "◯", "有", "あり", "はい", "同意", "同意する", "yes", "y", "true"}
_NO = {"0", "×", "✕", "無", "なし", "いいえ", "同意しない", "no", "n", "false"}

# The columns of a household, which all its rows must agree on.
_OF_HOUSEHOLD = (
    "guardian_name",
    "guardian_kana",
    "phone",
    "email",
    "postcode",
    "address",
    "municipality_code",
    "benefits",
    "income_yen",
    "members",
)


@dataclass(frozen=True, slots=True)
class RosterFamily:
    """
    One household of the roster.

    :param rows: the row of each child, in the order of `household.children`.
    :param grades: for each child, the grade that the roster sets against the birth date's.
    """

    household: NewHousehold
    rows: tuple[int, ...]
    grades: tuple[GradeOverride | None, ...]


def _refusing(parse: Callable[[str], Any], code: str) -> Callable[[str], Any]:
    """The parser, with its `ValueError` told as a refused cell; what stood there stays out."""

    def read(cell: str) -> Any:
        try:
            return parse(cell)
        except ValueError:
            raise CellRefused(code) from None

    return read


def _name(cell: str) -> str:
    if lost := _LOST_CHARACTER.findall(cell):
        raise CellRefused("character_lost", count=len(lost))
    return japanese.name(cell)


def _benefits(cell: str) -> frozenset[Benefit]:
    words = _BENEFITS_APART.split(unicodedata.normalize("NFKC", cell))
    held = {word for word in words if word} - _NO_BENEFIT
    if not held <= BENEFITS.keys():
        raise CellRefused("benefit_unknown")
    return frozenset(BENEFITS[word] for word in held)


def _whole_number(cell: str) -> int:
    plain = unicodedata.normalize("NFKC", cell).replace(",", "")
    found = re.fullmatch(r"[¥\\]?([0-9]{1,10})[円人]?", plain)
    if found is None:
        raise CellRefused("number_expected")
    return int(found[1])


_GRADES = {"小": (0, 6), "中": (6, 3), "高": (9, 3)}


def _grade(cell: str) -> int:
    """中3, 中学3年, 高1, or the bare number from 1 (小1) to 12 (高3); 13 is a school leaver."""
    plain = "".join(unicodedata.normalize("NFKC", cell).split())
    if re.fullmatch("[0-9]{1,2}", plain) and 1 <= int(plain) <= 13:
        return int(plain)
    if plain in {"既卒", "高卒"}:
        return 13
    if found := re.fullmatch("(小|中|高)(?:学校|学|校)?([1-6])(?:年生?)?", plain):
        before, years = _GRADES[found[1]]
        if int(found[2]) <= years:
            return before + int(found[2])
    raise CellRefused("grade_expected")


def _municipality(cell: str) -> str:
    """JIS X 0402: five digits; the sixth, where it stands, is a check digit and left out."""
    plain = unicodedata.normalize("NFKC", cell)
    if not re.fullmatch("[0-9]{5,6}", plain):
        raise CellRefused("municipality_expected")
    return plain[:5]


def _yes(cell: str) -> bool:
    """A mark, or the day on which it was given."""
    plain = unicodedata.normalize("NFKC", cell).strip().casefold()
    if plain in _YES | _NO:
        return plain in _YES
    try:
        return bool(cells.day(cell))
    except CellRefused:
        raise CellRefused("mark_expected") from None


_CONSENT_HEADERS = {
    ConsentPurpose.PROCESSING: ("取扱同意", "個人情報同意"),
    ConsentPurpose.SHARING_WITH_MUNICIPALITY: ("自治体共有同意",),
    ConsentPurpose.SHARING_WITH_PROVIDER: ("教室共有同意",),
    ConsentPurpose.EVALUATION: ("評価同意",),
    ConsentPurpose.MENTORING: ("相談支援同意", "メンター同意"),
}


def _optional(name: str, headers: tuple[str, ...], parse: Callable[[str], Any]) -> Column:
    return Column(name, (*headers, name), parse, required=False, filled=False)


COLUMNS: tuple[Column, ...] = (
    _optional("household_no", ("世帯番号", "世帯コード"), cells.one_line),
    Column("guardian_name", ("保護者氏名", "保護者名", "guardian_name"), _name),
    Column(
        "guardian_kana",
        ("保護者カナ", "保護者氏名カナ", "保護者フリガナ", "guardian_kana"),
        _refusing(japanese.kana, "kana_expected"),
    ),
    Column("child_name", ("児童氏名", "児童生徒氏名", "子ども氏名", "child_name"), _name),
    Column(
        "child_kana",
        ("児童カナ", "児童氏名カナ", "児童フリガナ", "児童生徒カナ", "child_kana"),
        _refusing(japanese.kana, "kana_expected"),
    ),
    Column("birth_date", ("生年月日", "児童生年月日", "birth_date"), cells.day),
    Column("postcode", ("郵便番号", "postcode"), _refusing(japanese.postcode, "postcode_expected")),
    _optional("address", ("住所", "現住所"), cells.one_line),
    _optional("phone", ("電話", "電話番号"), _refusing(japanese.phone, "phone_expected")),
    _optional("email", ("メール", "メールアドレス", "Eメール"), cells.email),
    _optional("school", ("学校名", "学校", "在籍校"), cells.one_line),
    _optional("benefits", ("支援区分", "受給区分"), _benefits),
    _optional("income_yen", ("世帯所得", "所得", "世帯年収"), _whole_number),
    _optional("members", ("世帯人数", "世帯人員"), _whole_number),
    _optional("municipality_code", ("自治体コード", "市区町村コード"), _municipality),
    _optional("grade", ("学年",), _grade),
    _optional("grade_reason", ("学年理由", "学年変更理由"), cells.one_line),
    *(_optional(f"consent_{p.value}", headers, _yes) for p, headers in _CONSENT_HEADERS.items()),
    _optional("consent_child", ("本人同意",), _yes),
)


def families(
    rows: Iterable[Row], *, municipality_code: str | None, fiscal_year: int, today: date
) -> tuple[list[RosterFamily], list[RowError]]:
    """
    The families of a roster, and the faults that only show between cells and rows.

    A row at fault is left out, its siblings are not.

    :param municipality_code: where a household lives whose row does not say so; None where
        every row has to.
    """
    grouped: dict[str, list[Row]] = {}
    errors: list[RowError] = []
    for row in rows:
        members = grouped.setdefault(_household_of(row), [])
        faults = _faults(row, members, fiscal_year=fiscal_year, today=today)
        if row["municipality_code"] is None and municipality_code is None:
            faults.append(RowError(row.number, "自治体コード", "cell_empty"))
        errors.extend(faults)
        if not faults:
            members.append(row)
    found = [_family(members, municipality_code or "") for members in grouped.values() if members]
    return found, errors


def _household_of(row: Row) -> str:
    if row["household_no"] is not None:
        return f"no|{row['household_no']}"
    return f"guardian|{japanese.folded(row['guardian_kana'])}|{row['postcode']}"


def _faults(row: Row, siblings: Sequence[Row], *, fiscal_year: int, today: date) -> list[RowError]:
    """What is wrong with a row that the reading of its cells could not see."""
    born, by_birth_date = row["birth_date"], grade_of(row["birth_date"], fiscal_year)
    faults = []
    is_plausible = plausible_birth_date(born, today)
    if not is_plausible:
        faults.append(
            RowError(row.number, "生年月日", "birth_date_implausible", {"years": OLDEST_YEARS})
        )
    if row["grade"] not in {None, by_birth_date} and row["grade_reason"] is None:
        faults.append(RowError(row.number, "学年", "grade_reason_missing"))
    if not row["consent_processing"]:
        faults.append(RowError(row.number, "取扱同意", "consent_missing"))
    elif is_plausible and not row["consent_child"] and _is_asked_itself(born, today):
        faults.append(RowError(row.number, "本人同意", "own_consent_missing"))
    faults.extend(
        RowError(row.number, "", "child_twice", {"other": sibling.number})
        for sibling in siblings
        if _child_of(sibling) == _child_of(row)
    )
    if siblings:
        first = siblings[0]
        faults.extend(
            RowError(row.number, column.headers[0], "household_conflict", {"other": first.number})
            for column in COLUMNS
            if column.name in _OF_HOUSEHOLD and first[column.name] != row[column.name]
        )
    return faults


def _is_asked_itself(born: date, today: date) -> bool:
    return ConsentGiver.CHILD in consents_needed_from(born, today)


def _child_of(row: Row) -> tuple[str, date]:
    return japanese.folded(row["child_kana"]), row["birth_date"]


def _family(rows: Sequence[Row], municipality_code: str) -> RosterFamily:
    first = rows[0]
    household = NewHousehold(
        reference=first["household_no"],
        guardian=NewGuardian(
            name=first["guardian_name"],
            kana=first["guardian_kana"],
            phone=first["phone"],
            email=first["email"],
        ),
        children=tuple(
            NewChild(
                name=row["child_name"],
                kana=row["child_kana"],
                birth_date=row["birth_date"],
                school=row["school"],
                consents=(allowed := _consents(row)),
                own_consents=allowed if row["consent_child"] else frozenset(),
            )
            for row in rows
        ),
        postcode=first["postcode"],
        address=first["address"],
        municipality_code=first["municipality_code"] or municipality_code,
        benefits=first["benefits"] or frozenset(),
        income_yen=first["income_yen"],
        members=first["members"],
    )
    return RosterFamily(
        household=household,
        rows=tuple(row.number for row in rows),
        grades=tuple(_override(row) for row in rows),
    )


def _consents(row: Row) -> frozenset[ConsentPurpose]:
    """What the guardian allowed; the child's own mark, where there is one, is for just that."""
    return frozenset(p for p in ConsentPurpose if row[f"consent_{p.value}"])


def _override(row: Row) -> GradeOverride | None:
    """What the roster says against the birth date; a grade that agrees with it needs no reason."""
    if row["grade"] is None or row["grade_reason"] is None:
        return None
    return GradeOverride(grade_no=row["grade"], reason=row["grade_reason"])
