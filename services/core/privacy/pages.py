"""What is handed to people on paper or screen: their own record, and the report of an erasure."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape

from services.core.kit.periods import TOKYO
from services.core.kit.texts import text
from services.core.privacy.service.access import PersonalRecord
from services.core.privacy.types import ErasureReport, Gone

# A page that stands alone: no script, nothing loaded, readable when printed.
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}"
    "th,td{border:1px solid #999;padding:.3rem .5rem;text-align:start;vertical-align:top}"
    "@media print{body{margin:0}}"
)
# What the page says of itself, so that it is as safe as a file: its one style, and nothing else.
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'"


def record_as_html(record: PersonalRecord, language: str) -> str:
    """All that is kept of a person, in the reader's language."""
    title = text("record-title", language)
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(text('record-as-of', language, at=_told(record.at)))}</p>",
    ]
    for name, rows in record.sections.items():
        parts.append(f"<h2>{escape(text(f'record-section-{name}', language))}</h2>")
        parts.append(_table(rows, language) or f"<p>{escape(text('record-none', language))}</p>")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def record_as_data(record: PersonalRecord) -> dict[str, object]:
    """The same as plain values, for machines."""
    return {
        "kind": record.subject.kind.value,
        "id": str(record.subject.id),
        "at": record.at.isoformat(),
        "sections": {
            name: [{key: _plain(value) for key, value in row.items()} for row in rows]
            for name, rows in record.sections.items()
        },
    }


def report_as_text(report: ErasureReport, language: str) -> str:
    """The report of an erasure as a page of plain text, for the file and for the person."""
    subject = text(f"subject-{report.subject.kind}", language)
    facts = {
        "number": str(report.id),
        "day": report.erased_at.astimezone(TOKYO).date().isoformat(),
        "whom": f"{subject} {report.subject.id}",
        "ground": text(f"erasure-ground-{report.ground}", language),
        "asked-by": text(f"asked-by-{report.asked_by}", language),
        "by": str(report.erased_by),
    }
    lines = [text("erasure-report-title", language), ""]
    lines += [f"{text(f'erasure-report-{name}', language)}: {fact}" for name, fact in facts.items()]
    lines += ["", text("erasure-report-gone", language)]
    lines += [
        f"- {text(f'gone-{name}', language)}: {count:,}" for name, count in _in_order(report.gone)
    ]
    lines += ["", text("erasure-report-kept", language)]
    lines += [
        f"- {text(f'kept-{part.what}', language)}: {part.count:,}"
        f" ({text(f'ground-{part.ground}', language)})"
        for part in report.kept
    ]
    return "\n".join([*lines, "", text("erasure-report-end", language), ""])


def _in_order(gone: Mapping[Gone, int]) -> Iterable[tuple[Gone, int]]:
    return ((name, gone[name]) for name in Gone if gone.get(name))


def _table(rows: Iterable[Mapping[str, object]], language: str) -> str:
    found = [row for row in rows if row]
    if not found:
        return ""
    names = list(dict.fromkeys(name for row in found for name in row))
    head = "".join(f"<th>{escape(text(f'record-field-{one}', language))}</th>" for one in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_told(row.get(name)))}</td>" for name in names) + "</tr>"
        for row in found
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _told(value: object) -> str:
    if value is None:
        return "―"
    if isinstance(value, datetime):
        return f"{value.astimezone(TOKYO):%Y-%m-%d %H:%M}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
