"""Pure decisions on families: grades, ages, who is the same child, who is eligible."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from services.core.households.types import (
    Assessment,
    ConsentGiver,
    DestroyReason,
    EvidenceKind,
    Facts,
    GradeBand,
    NewHousehold,
    Reason,
    RejectReason,
)
from services.core.kit import japanese
from services.core.programmes.types import (
    AgeUnder,
    Benefit,
    BenefitIn,
    Criteria,
    Criterion,
    GradeIn,
    IncomeAtMost,
    ResidenceIn,
)

# From this age on a child is asked itself, beside its guardian (domain: guidance on minors).
CONSENTS_ITSELF_FROM_AGE = 16

# In a column of children an older birth date is the guardian's.
OLDEST_YEARS = 25

# What is in a document that its rejection destroys at once (C3, E2).
DESTROYED_BY = {
    RejectReason.CONTAINS_MY_NUMBER: DestroyReason.CONTAINS_MY_NUMBER,
    RejectReason.MUST_NOT_BE_KEPT: DestroyReason.MUST_NOT_BE_KEPT,
}

# Where a digest may stay, to prove later which document was decided on.
KEEPS_DIGEST = frozenset({DestroyReason.RETENTION, DestroyReason.LOST})

# So many documents at a time serve any application.
EVIDENCE_MAX = 20

_BANDS = (
    (0, GradeBand.PRESCHOOL),
    (6, GradeBand.ELEMENTARY),
    (9, GradeBand.JUNIOR_HIGH),
    (12, GradeBand.SENIOR_HIGH),
)


def grade_of(birth_date: date, fiscal_year: int) -> int:
    """
    The grade in that fiscal year: 1 to 6 elementary, 7 to 9 junior high, 10 to 12 senior high.

    A school year's children are born from 2 April to 1 April of the next year, since an age is
    reached on the day before the birthday (School Education Act, article 17; Act on Calculation
    of Ages of 1902). Below 1 the child is not at school yet.
    """
    cohort = birth_date.year - ((birth_date.month, birth_date.day) < (4, 2))
    return fiscal_year - cohort - 6


def band_of(grade_no: int) -> GradeBand:
    for last, band in _BANDS:
        if grade_no <= last:
            return band
    return GradeBand.AFTER_SCHOOL_AGE


def age_on(birth_date: date, day: date) -> int:
    """
    Full years of life on `day` as the law counts them: reached on the day before the birthday
    (Act on Calculation of Ages of 1902; Civil Code, article 143).
    """
    eve = day + timedelta(days=1)
    return eve.year - birth_date.year - ((eve.month, eve.day) < (birth_date.month, birth_date.day))


def consents_needed_from(birth_date: date, today: date) -> frozenset[ConsentGiver]:
    """Whose consent a purpose takes: the guardian's, and the child's own from 16 on (C2)."""
    if age_on(birth_date, today) >= CONSENTS_ITSELF_FROM_AGE:
        return frozenset(ConsentGiver)
    return frozenset({ConsentGiver.GUARDIAN})


def plausible_birth_date(birth_date: date, today: date) -> bool:
    """Whether somebody born then can be a child of this programme today."""
    return birth_date <= today and age_on(birth_date, today) < OLDEST_YEARS


def family_kana(kana: str) -> str:
    """The reading of the family name: what stands before the first space."""
    return kana.split(" ", 1)[0]


def initial(kana: str) -> str:
    """The first kana of the family name, as a provider may see it (D11)."""
    return kana[0]


def duplicate_key(kana: str, birth_date: date, postcode: str) -> str:
    """What two records of one child have in common, whoever registered it (C5)."""
    return f"{japanese.folded(kana)}|{birth_date.isoformat()}|{postcode}"


def household_key(household: NewHousehold) -> str:
    """By what a household is known again: its municipal number, else guardian and postcode."""
    return match_key(
        reference=household.reference,
        municipality_code=household.municipality_code,
        guardian_kana=household.guardian.kana,
        postcode=household.postcode,
    )


def match_key(
    *, reference: str | None, municipality_code: str, guardian_kana: str, postcode: str
) -> str:
    """`household_key`, out of its parts."""
    if reference is not None:
        return f"reference|{municipality_code}|{reference}"
    return f"guardian|{japanese.folded(guardian_kana)}|{postcode}"


def assess(criteria: Criteria, version: int, facts: Facts) -> Assessment:
    """
    The answer of one version of the criteria to one child's facts, criterion by criterion.

    Eligible is who meets one criterion at least of every group. Who holds a benefit of the first
    priority class is drawn before all others; who holds none of the listed, last.
    """
    reasons = tuple(
        Reason(criterion=criterion, group=group, met=is_met(criterion, facts))
        for group, criteria_of_group in enumerate(criteria.groups)
        for criterion in criteria_of_group
    )
    groups_met = {reason.group for reason in reasons if reason.met}
    return Assessment(
        eligible=len(groups_met) == len(criteria.groups),
        reasons=reasons,
        criteria_version=version,
        priority=priority_of(criteria.priorities, facts.benefits),
        score=sum(reason.met for reason in reasons),
    )


def is_met(criterion: Criterion, facts: Facts) -> bool:
    """Whether the facts meet one criterion; what is not known meets none."""
    match criterion:
        case GradeIn():
            return facts.grade_no in criterion.grades
        case BenefitIn():
            return not (facts.benefits or {Benefit.NONE}).isdisjoint(criterion.benefits)
        case ResidenceIn():
            return facts.municipality_code in criterion.municipalities
        case IncomeAtMost():
            if facts.income_yen is None or facts.members is None:
                return False
            return facts.income_yen <= ceiling_for(criterion.ceilings, facts.members)
        case AgeUnder():
            return age_on(facts.birth_date, criterion.as_of) < criterion.years


def evidence_for(criteria: Criteria) -> list[EvidenceKind]:
    """
    The documents that may prove what these criteria ask: others are not collected.

    That the guardian is one may have to be proved in any programme.
    """
    asked = {EvidenceKind.GUARDIANSHIP_RECORD}
    for group in criteria.groups:
        for criterion in group:
            asked.add(_proved_by(criterion))
    return [kind for kind in EvidenceKind if kind in asked]


def _proved_by(criterion: Criterion) -> EvidenceKind:
    match criterion:
        case GradeIn():
            return EvidenceKind.SCHOOL_RECORD
        case BenefitIn():
            return EvidenceKind.BENEFIT_CERTIFICATE
        case ResidenceIn() | AgeUnder():
            return EvidenceKind.RESIDENCE_CERTIFICATE
        case IncomeAtMost():
            return EvidenceKind.INCOME_CERTIFICATE


def ceiling_for(ceilings: Mapping[int, int], members: int) -> int:
    """The yearly income in yen that a household of that size may have; larger ones: the last."""
    return ceilings[max((size for size in ceilings if size <= members), default=min(ceilings))]


def priority_of(classes: Iterable[Iterable[Benefit]], benefits: Iterable[Benefit]) -> int:
    """The first class, counted from 1, of which one benefit is held; else one past the last."""
    held = frozenset(benefits)
    priority = 1
    for benefits_of_class in classes:
        if not held.isdisjoint(benefits_of_class):
            break
        priority += 1
    return priority


def reasons_of(criteria: Criteria, answers: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The reasons that were kept by code, joined again with the criteria of their version."""
    met = {(answer["group"], answer["criterion"]): bool(answer["met"]) for answer in answers}
    return tuple(
        Reason(criterion=criterion, group=group, met=met[group, criterion.code])
        for group, criteria_of_group in enumerate(criteria.groups)
        for criterion in criteria_of_group
    )


def snapshot_of(facts: Facts) -> str:
    """The facts as the text that is sealed with the decision."""
    return json.dumps(
        {
            "grade_no": facts.grade_no,
            "birth_date": facts.birth_date.isoformat(),
            "municipality_code": facts.municipality_code,
            "benefits": sorted(facts.benefits),
            "income_yen": facts.income_yen,
            "members": facts.members,
        }
    )


def facts_of(snapshot: str) -> Facts:
    """`snapshot_of`, read back."""
    kept = json.loads(snapshot)
    return Facts(
        grade_no=kept["grade_no"],
        birth_date=date.fromisoformat(kept["birth_date"]),
        municipality_code=kept["municipality_code"],
        benefits=frozenset(Benefit(code) for code in kept["benefits"]),
        income_yen=kept["income_yen"],
        members=kept["members"],
    )
