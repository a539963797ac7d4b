"""The page that leads to everything that the year has written."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from services.cli.demo.stage import Stage
from services.core.kit.texts import text
from services.core.measurement.pages import environment

TEMPLATES = Path(__file__).parent / "templates"
NAMES = {"ja": "index.html", "en": "index.en.html"}

# Of many pages of one kind, a few to look at; the folder has the rest.
SHOWN = 6

Links = list[tuple[str, str]]


def write_index(stage: Stage, summary: dict[str, Any]) -> None:
    """Write the page in both languages."""
    broken = sum(1 for rows in summary["invariants"].values() if rows)
    held = f"{len(summary['invariants']) - broken} / {len(summary['invariants'])}"
    for language, name in NAMES.items():
        page = _environment().get_template("index.html")
        cards = _cards(stage.folder, language)
        words = {"t": _words(language), "language": language}
        stage.write(name, page.render(summary=summary, held=held, **words, **cards))


def _cards(folder: Path, language: str) -> dict[str, Links]:
    """What each audience finds, as links with their labels."""
    statements = _paths(folder, f"impact/*.{language}.html")[:SHOWN]
    notices, files = _paths(folder, "statements/*.html"), _paths(folder, "zengin-*.txt")
    say = _words(language)
    return {
        "donors": [
            *((path, say("demo-impact-of", number=n)) for n, path in enumerate(statements, 1)),
            (f"papers/receipt.{language}.pdf", say("demo-receipt")),
            ("receipts-2024.csv", say("demo-receipts")),
        ],
        "office": [
            (path, path) for path in _paths(folder, "papers/*") if not path.endswith(".pdf")
        ],
        "families": [("cards.pdf", say("demo-cards")), ("qr.png", say("demo-qr"))],
        "classrooms": [
            *((path, say("demo-notice-of", number=n)) for n, path in enumerate(notices[:SHOWN], 1)),
            *((path, path) for path in files),
        ],
        "municipality": [
            (f"report.{language}.html", say("demo-report")),
            ("report.csv", say("demo-report-csv")),
        ],
        "check": [(path, path) for path in _paths(folder, "draw/*")],
        "machines": [
            (path, path)
            for path in ("summary.json", "statements.json", "impact.jsonl", "report.json")
        ]
        + [(path, path) for path in ("vouchers.csv", "trust.json", "status.cbor")]
        + [(path, path) for path in _paths(folder, "inputs/*")],
    }


def _paths(folder: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))


def _words(language: str) -> Any:
    return lambda message, **facts: text(message, language, **facts)


@cache
def _environment() -> Environment:
    return environment(TEMPLATES)
