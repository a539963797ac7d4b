"""The words of eligibility and evidence: each answer and its reason, in each language (A5, K5)."""

from collections.abc import Iterable

from services.core.households.types import (
    ConsentPurpose,
    DestroyReason,
    EvidenceKind,
    EvidenceStatus,
    GradeBand,
    Reason,
    RejectReason,
)
from services.core.kit.texts import text
from services.core.programmes.types import (
    AgeUnder,
    BenefitIn,
    Criterion,
    GradeIn,
    IncomeAtMost,
    ResidenceIn,
)


def reason_words(reason: Reason, language: str) -> str:
    """One plain sentence: what is asked, and whether it is so."""
    answer = "met" if reason.met else "unmet"
    message = f"reason-{reason.criterion.kind.replace('_', '-')}-{answer}"
    return text(message, language, **_facts(reason.criterion, language))


def grade_words(grade_no: int, language: str) -> str:
    """中3; Year 9. Outside school age: the band."""
    if 1 <= grade_no <= 12:
        return text(f"grade-{grade_no}", language)
    return band_words(GradeBand.PRESCHOOL if grade_no < 1 else GradeBand.AFTER_SCHOOL_AGE, language)


def band_words(band: GradeBand, language: str) -> str:
    return text(f"grade-band-{band.value.replace('_', '-')}", language)


def purpose_words(purpose: ConsentPurpose, language: str) -> str:
    return text(f"consent-{_dashed(purpose)}", language)


def evidence_kind_words(kind: EvidenceKind, language: str) -> str:
    return text(f"evidence-kind-{_dashed(kind)}", language)


def my_number_warning(language: str) -> str:
    """What to cover before a document is sent (C3)."""
    return text("evidence-my-number-warning", language)


def evidence_next_words(
    status: EvidenceStatus,
    rejected_because: RejectReason | None,
    destroyed_because: DestroyReason | None,
    language: str,
) -> str:
    """How a document stands, and what its family is to do next."""
    if rejected_because is not None and status is not EvidenceStatus.ACCEPTED:
        return text(f"evidence-rejected-{_dashed(rejected_because)}", language)
    if destroyed_because is not None:
        return text(f"evidence-destroyed-{_dashed(destroyed_because)}", language)
    return text(f"evidence-{_dashed(status)}", language)


def _dashed(code: str) -> str:
    return code.replace("_", "-")


def _facts(criterion: Criterion, language: str) -> dict[str, object]:
    match criterion:
        case GradeIn():
            return {
                "grades": _listed((grade_words(g, language) for g in criterion.grades), language)
            }
        case BenefitIn():
            names = (
                text(f"benefit-{b.value.replace('_', '-')}", language) for b in criterion.benefits
            )
            return {"benefits": _listed(names, language)}
        case ResidenceIn():
            return {}
        case IncomeAtMost():
            lines = (
                text("income-ceiling", language, members=size, ceiling=f"{ceiling:,}")
                for size, ceiling in sorted(criterion.ceilings.items())
            )
            return {"ceilings": _listed(lines, language)}
        case AgeUnder():
            day = text(
                "day-of-year",
                language,
                year=str(criterion.as_of.year),
                month=criterion.as_of.month,
                day=criterion.as_of.day,
                iso=criterion.as_of.isoformat(),
            )
            return {"years": criterion.years, "day": day}


def _listed(names: Iterable[str], language: str) -> str:
    return text("list-separator", language).join(names)
