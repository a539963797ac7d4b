"""Who teaches: classrooms with invented names and accounts made of counting numbers."""

from dataclasses import dataclass

from services.core.providers.policies import check_digit_of
from services.core.providers.types import LegalForm, ServiceType
from services.sandbox.year.people import SKIES
from services.sandbox.year.plan import Plan

# Head offices of large banks; the account numbers under them are invented.
BRANCHES = (("0001", "001"), ("0005", "001"), ("0009", "001"))

KINDS = (
    ("学習塾", "ガクシユウジユク", ServiceType.STUDY),
    ("英語教室", "エイゴキヨウシツ", ServiceType.LANGUAGE),
    ("そろばん塾", "ソロバンジユク", ServiceType.STUDY),
    ("プログラミング教室", "プログラミングキヨウシツ", ServiceType.PROGRAMMING),
    ("ピアノ教室", "ピアノキヨウシツ", ServiceType.MUSIC),
)


@dataclass(frozen=True, slots=True)
class Classroom:
    """
    A provider to be.

    :param postal: 記号 and 番号 at Japan Post Bank, where it banks there.
    """

    number: int
    name: str
    kana: str
    payee_kana: str
    legal_form: LegalForm
    service_type: ServiceType
    invoice_number: str | None
    bank: tuple[str, str, str] | None
    postal: tuple[str, str] | None


def classrooms_of(plan: Plan) -> list[Classroom]:
    return [_classroom(number) for number in range(1, plan.providers + 1)]


def _classroom(number: int) -> Classroom:
    sky, sky_kana = SKIES[number % len(SKIES)]
    kind, kind_kana, service_type = KINDS[number // len(SKIES) % len(KINDS)]
    company = number % 3 == 1
    name, kana = f"{sky}{kind}{number}号", f"{sky_kana}{_full_kana(kind_kana)}"
    at_the_post = number % 6 == 0
    return Classroom(
        number=number,
        name=f"株式会社{name}" if company else name,
        kana=kana,
        payee_kana=f"カ）{sky_kana}{kind_kana}"[:30] if company else f"{sky_kana}{kind_kana}"[:30],
        legal_form=LegalForm.STOCK_COMPANY if company else LegalForm.SOLE_PROPRIETOR,
        service_type=service_type,
        invoice_number=_corporate_number(number) if company else None,
        bank=None if at_the_post else (*BRANCHES[number % len(BRANCHES)], f"{number:07}"),
        postal=("11940", f"{number:07}1") if at_the_post else None,
    )


def _full_kana(kana: str) -> str:
    """Small kana as people write them; banks know the large ones only."""
    return kana.replace("シユ", "シュ").replace("ジユ", "ジュ").replace("キヨ", "キョ")


def _corporate_number(number: int) -> str:
    """T and 13 digits, of which the first checks the others."""
    digits = f"{990_000_000_000 + number:012}"
    return f"T{check_digit_of(digits)}{digits}"
