"""Evidence by the clock: scanned before anybody opens it, gone once it is destroyed, swept."""

from services.core.bootstrap import Runtime
from services.worker import evidence
from services.worker.job import job


@job("evidence.scan")
def scan_evidence(runtime: Runtime) -> int:
    """Have what has arrived looked through for malware."""
    return evidence.scan(runtime)


@job("evidence.remove")
def remove_evidence(runtime: Runtime) -> int:
    """Let the files of destroyed documents be gone."""
    return evidence.remove(runtime)


@job("evidence.sweep")
def sweep_evidence(runtime: Runtime) -> dict[str, int]:
    """Bring files and notes together, both ways."""
    return evidence.sweep(runtime)
