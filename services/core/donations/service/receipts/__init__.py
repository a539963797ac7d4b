"""Donation receipts (寄附金受領証明書): issued, corrected, printed again, listed (B8)."""

from services.core.donations.service.receipts.corrections import correct_receipts
from services.core.donations.service.receipts.issue import (
    Issued,
    due_receipts,
    issue_for_gift,
    issue_for_year,
    issue_receipts,
)
from services.core.donations.service.receipts.lists import (
    ReceiptView,
    export_receipts,
    own_receipts,
    receipts_of_year,
)
from services.core.donations.service.receipts.notices import ReceiptNotice, receipt_notice
from services.core.donations.service.receipts.papers import (
    print_receipts,
    receipt_pdf,
    reissue_receipt,
)
from services.core.donations.service.receipts.post import PostBatch, post_batch, wish_for_post
from services.core.donations.service.receipts.runs import (
    Progress,
    advance_run,
    find_run,
    issue_part,
    receipt_runs,
    start_run,
)

__all__ = [
    "Issued",
    "PostBatch",
    "Progress",
    "ReceiptNotice",
    "ReceiptView",
    "advance_run",
    "correct_receipts",
    "due_receipts",
    "export_receipts",
    "find_run",
    "issue_for_gift",
    "issue_for_year",
    "issue_part",
    "issue_receipts",
    "own_receipts",
    "post_batch",
    "print_receipts",
    "receipt_notice",
    "receipt_pdf",
    "receipt_runs",
    "receipts_of_year",
    "reissue_receipt",
    "start_run",
    "wish_for_post",
]
