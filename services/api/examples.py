"""A body for each operation that takes one, as the published description shows it."""

from typing import Any

FUND = "0198f3a2-5c1e-7b11-8a52-3f0c6d1e9b01"
CAMPAIGN = "0198f3a2-5c1e-7b11-8a52-3f0c6d1e9b02"
CHILD = "0198f3a2-5c1e-7b11-8a52-3f0c6d1e9b03"
SITE = "0198f3a2-5c1e-7b11-8a52-3f0c6d1e9b04"

REGISTRATION: dict[str, Any] = {
    "name": "見本学習塾",
    "name_kana": "ミホンガクシュウジュク",
    "legal_form": "stock_company",
    "invoice_number": "T1234567890123",
    "service_types": ["study"],
    "declared": True,
    "contribution_bps": 1000,
}
TERMS: dict[str, Any] = {
    "fiscal_year": 2026,
    "starts_on": "2026-04-01",
    "expires_on": "2027-03-31",
    "cutoff_on": "2027-03-24",
    "amount_by_grade": {"9": 200_000},
    "categories": ["tuition", "test", "material"],
}
# As `PublicKeyCredential.toJSON()` gives it, shortened.
PASSKEY_ANSWER: dict[str, Any] = {
    "ceremony_id": "0198f3a2-5c1e-7b11-8a52-3f0c6d1e9b06",
    "credential": {
        "id": "q1w2e3",
        "rawId": "q1w2e3",
        "type": "public-key",
        "response": {"clientDataJSON": "eyJ0", "authenticatorData": "SZYN", "signature": "MEUC"},
    },
}

EXAMPLES: dict[str, Any] = {
    "request_link": {"email": "hanako@example.org", "language": "ja"},
    "sign_in_with_letter": {
        "code": "7G2K-9QXM-3FWT-C8NP",
        "pin": "271828",
        "new_pin": "314159",
    },
    "print_sign_in_letters": {"household_ids": [CHILD], "language": "ja-easy"},
    "keep_identity_provider": {
        "issuer": "https://login.example.jp/realms/mihon",
        "client_id": "minori",
        "client_secret": "as the provider has told it",
        "email_domains": ["example.jp"],
    },
    "redeem_voucher": {
        "code": "7KM-4XP-9RT-W2F",
        "service_on": "2026-06-20",
        "category": "tuition",
        "amount_minor": 8_000,
    },
    "sign_in_with_passkey": PASSKEY_ANSWER,
    "sign_in_with_link": {"link": "link_0198f3a25c1e7b118a523f0c6d1e9b05_3q2-7w"},
    "sign_in_with_recovery_code": {"code": "7G2K-9QXM-3FWT-C8NP-5RDH-VJ4A"},
    "prove_to_be_there": PASSKEY_ANSWER,
    "make_own_passkey": {**PASSKEY_ANSWER, "name": "Phone"},
    "rename_own_passkey": {"name": "Old phone"},
    "invite_member": {"name": "見本 さくら", "email": "sakura@example.org"},
    "ask_for_role": {"role": "npo_approver"},
    "announce_device": {"name": "Front desk tablet"},
    "pair_device": {"code": "7G2K-9QXM"},
    "create_api_key": {"name": "Front desk tablet", "roles": ["auditor"], "days": 90},
    "draft_programme": {
        "code": "131130",
        "name_ja": "見本市スタディクーポン",
        "name_en": "Study coupons of Mihon City",
        "municipality_code": "13113",
        "issuer": "npo",
        "legal_ground": "free_issue",
        "terms": TERMS,
    },
    "open_fund": {
        "code": "examinees",
        "name_ja": "受験生のための基金",
        "name_en": "For examinees",
        "restricted": True,
        "grade_min": 9,
        "grade_max": 9,
    },
    "propose_manual_transfer": {
        "kind": "assignment",
        "amount_minor": 12_000,
        "to_fund_id": FUND,
        "reason": "provider_contribution",
    },
    "record_agreement": {"reference": "見福協第12号", "agreed_on": "2026-04-01"},
    "set_criteria": {
        "criteria": {
            "groups": [
                [{"kind": "grade_in", "code": "grade", "grades": [9]}],
                [{"kind": "benefit_in", "code": "benefit", "benefits": ["school_aid"]}],
            ],
        },
        "text_ja": "就学援助を受けている世帯の中学3年生が対象です。",
        "text_en": "Third-year lower secondary pupils whose families receive school aid.",
    },
    "start_campaign": {
        "fund_id": FUND,
        "code": "spring-2026",
        "name_ja": "まなびを贈ろう",
        "name_en": "Give learning",
        "goal_minor": 5_000_000,
        "opens_at": "2026-04-01T00:00:00+09:00",
        "closes_at": "2026-07-01T00:00:00+09:00",
        "overhead_bps": 1_000,
        "solicitor_name": "特定非営利活動法人 見本",
        "solicitor_address": "東京都見本区見本1-1-1",
        "use_of_funds": "スタディクーポンの発行",
        "if_goal_missed": "集まった金額の範囲で発行します。",
    },
    "start_donation": {
        "campaign_id": CAMPAIGN,
        "amount_minor": 10_000,
        "channel": "bank_transfer",
        "donor": {"name": "見本 太郎", "email": "taro@example.org"},
    },
    "open_checkout": {
        "success_url": "https://example.org/thanks",
        "cancel_url": "https://example.org/campaign",
    },
    "refund_donation": {"amount_minor": 4_000, "reason": "donor_asked"},
    "confirm_refund": {"sent_on": "2026-05-20"},
    "note_refund_returned": {"returned_on": "2026-05-22"},
    "retry_refund": {"by_hand": True},
    "answer_dispute": {"answer": "contested"},
    "decide_stray_payment": {"decision": "refund"},
    "receive_grant": {
        "fund_id": FUND,
        "amount_minor": 10_000_000,
        "received_at": "2026-04-20T10:00:00+09:00",
        "external_ref": "見福発第123号",
    },
    "receive_stripe_message": {"id": "evt_1", "object": "event", "type": "payout.paid"},
    "register_household": {
        "guardian": {"name": "見本 良子", "kana": "ミホン リョウコ", "phone": "090-0000-0000"},
        "children": [{"name": "見本 花子", "kana": "ミホン ハナコ", "birth_date": "2011-05-05"}],
        "postcode": "150-0002",
        "municipality_code": "13113",
        "benefits": ["school_aid"],
    },
    "search_children": {"kana": "ミホン"},
    "give_consent": {"given_by": "guardian"},
    "apply_for_child": {
        "child_id": CHILD,
        "grade": {"grade_no": 9, "reason": "帰国して学年が変わったため"},
    },
    "reject_evidence": {"because": "contains_my_number"},
    "resolve_duplicate": {"resolution": "different_children"},
    "open_round": {
        "fund_ids": [FUND],
        "opens_at": "2026-04-15T09:00:00+09:00",
        "closes_at": "2026-05-01T00:00:00+09:00",
        "places": 54,
        "reply_days": 14,
    },
    "offer_waiting": {"places": 3},
    "apply_as_provider": {
        **REGISTRATION,
        "sites": [{"id": SITE, "name": "本校", "municipality_code": "13113"}],
    },
    "amend_provider": REGISTRATION,
    "suspend_provider": {"because": "under_review"},
    "add_site": {"name": "本校", "municipality_code": "13113"},
    "add_staff": {"role": "counter"},
    "propose_bank_account": {
        "details": {
            "kind": "bank",
            "bank_code": "0001",
            "branch_code": "001",
            "account_type": "1",
            "account_number": "1234567",
        },
        "payee_kana": "カ)ミホンジュク",
    },
    "publish_terms": {"text_ja": "提供者の規約の全文", "text_en": "The terms in full"},
    "reverse_redemption": {"reason": "lesson_cancelled", "amount_minor": 4_000},
    "dispute_redemption": {"because": "child_absent"},
    "enrol_child": {"code": "7KM-4XP-9RT-W2F", "site_id": SITE},
    "end_enrolment": {"left_on": "2026-09-01"},
    "set_settlement_terms": {"objection_days": 7, "tax_rate_bps": 1_000},
    "set_payer": {
        "consignor_code": "1234567890",
        "consignor_name": "トクヒ)ミノリ",
        "account": "0001-001-1-1234567",
    },
    "set_tax_rate": {"tax_rate_bps": 1_000},
    "object_to_statement": {"reason": "amount_wrong"},
    "resolve_objection": {"outcome": "rejected"},
    "prepare_payout_batch": {"pay_on": "2026-05-29"},
    "record_bank_results": {
        "results": [
            {"number": 1, "amount": 120_000, "paid": True},
            {"number": 2, "amount": 80_000, "paid": False, "reason": "口座なし"},
        ]
    },
    "preview_erasure": {"kind": "child", "id": CHILD},
    "erase_person": {
        "subject": {"kind": "child", "id": CHILD},
        "confirm": "0123456789abcdef",
        "ground": "request",
        "asked_by": "guardian",
    },
    "place_hold": {
        "subject": {"kind": "child", "id": CHILD},
        "reason": "dispute",
        "until": "2027-04-01T00:00:00+09:00",
    },
    "begin_retention_run": {"confirm": "0123456789abcdef"},
    "open_breach": {"aware_at": "2026-06-10T21:30:00+09:00", "kinds": ["sensitive"]},
    "change_breach_kinds": {"kinds": ["sensitive", "wrongful_purpose"]},
    "set_breach_scope": {
        "since": "2026-06-01T00:00:00+09:00",
        "until": "2026-06-10T21:30:00+09:00",
    },
    "note_breach_report": {"stage": "preliminary"},
    "note_people_told": {},
    "export_organisation": {"with_people": False},
    "write_breach_draft": {"based_on": 0, "items": {"cause": "紛失"}},
}
