"""The canaries of the hunt: people who can be told from all others, and where they may be told."""

import hashlib
import hmac
import json

import typst

from services.core.bootstrap import Runtime
from services.core.kit.sheets import Encoding, write_csv
from tests.scenarios.hunter import Canary

WEBHOOK_SECRET = "whsec_of_the_aviary"

CONTROL = Canary("control", ("鸚鵡返し紅丸", "OUMU-GAESHI-0407"))
PLANTED = "鸚鵡返し紅丸 OUMU-GAESHI-0407"

FAMILY = {
    "guardian": {
        "name": "籠守 育代",
        "kana": "カゴモリ イクヨ",
        "phone": "090-9876-5432",
        "email": "kanariya.oya@example.jp",
    },
    "children": [
        {
            "name": "金糸雀 鈴",
            "kana": "キンシジャク スズネ",
            "birth_date": "2010-11-23",
            "school": "鳥籠中学校",
            "consents": ["processing", "sharing_with_provider"],
        }
    ],
    "postcode": "987-6543",
    "municipality_code": "13113",
    "address": "渋谷区鳥籠町一丁目2-3",
    "reference": "S-CANARY-77",
    "benefits": ["school_aid"],
    "income_yen": 7_654_321,
    "members": 3,
}
DONOR = {
    "name": "寄付野 善子",
    "kana": "キフノ ヨシコ",
    "email": "donor.canary@example.org",
    "address": "善意町二丁目4-5",
}
BANK = {"bank_code": "0001", "branch_code": "001", "account_number": "7391824"}
MEMBER = {"name": "職員 百舌鳥子", "email": "mozuko.canary@example.org"}
OWN_PIN = "830617294518"
REASON = "海外から鳥籠に戻ったため"
EVIDENCE = "CANARY-INDIVIDUAL-NUMBER 112233445566"

PERSONS = [
    Canary("child's name", ("金糸雀", "kinshijaku")),
    Canary(
        "child's reading", ("キンシジャク", "ｷﾝｼｼﾞｬｸ", "きんしじゃく", "スズネ", "ｽｽﾞﾈ", "すずね")
    ),
    Canary("child's school", ("鳥籠中学校",)),
    Canary(
        "child's birth date",
        ("2010-11-23", "2010/11/23", "20101123", "平成22年11月23日", "H22.11.23"),
    ),
    Canary("reason for a grade", (REASON,)),
    Canary("guardian's name", ("籠守", "カゴモリ", "ｶｺﾞﾓﾘ", "かごもり", "kagomori")),
    Canary("guardian's phone", ("090-9876-5432", "09098765432", "+819098765432")),
    Canary("guardian's e-mail", ("kanariya.oya",)),
    Canary("family's address", ("鳥籠町", "987-6543", "9876543")),
    Canary("family's number", ("S-CANARY-77",)),
    Canary("family's income", ("7654321", "7,654,321")),
    Canary("evidence", (EVIDENCE, "CANARY-INDIVIDUAL", "112233445566")),
    Canary("donor's name", ("寄付野", "キフノ", "ｷﾌﾉ", "きふの")),
    Canary("donor's e-mail", ("donor.canary",)),
    Canary("donor's address", ("善意町",)),
    Canary("bank account", ("7391824",)),
    Canary("member's name", ("百舌鳥子",)),
    Canary("member's e-mail", ("mozuko.canary",)),
    Canary("PIN", (OWN_PIN,)),
]

# Canary and place: why it may be there.
PERMITTED = {
    ("bank account", "bank file"): "the bank pays into it",
    ("donor's name", "receipts"): "a receipt names who gave (Income Tax Act)",
    ("donor's address", "receipts"): "a receipt names where the giver lives",
    ("member's e-mail", "mail"): "it is addressed to them",
    ("invitation", "mail"): "it is sent to be followed",
    ("voucher's code", "cards"): "the family types it in or shows it",
}


def evidence() -> bytes:
    """A PDF that names its canary in its text and in its title."""
    return typst.compile(f'#set document(title: "{EVIDENCE}")\n{EVIDENCE}'.encode())


def roster() -> bytes:
    """The same family once more as a municipality's file."""
    headings = (
        "世帯番号",
        "保護者氏名",
        "保護者カナ",
        "児童氏名",
        "児童カナ",
        "生年月日",
        "郵便番号",
        "取扱同意",
    )
    row = (
        "S-CANARY-77",
        "籠守 育代",
        "ｶｺﾞﾓﾘ ｲｸﾖ",
        "金糸雀 鈴",
        "ｷﾝｼｼﾞｬｸ ｽｽﾞﾈ",
        "H22.11.23",
        "987-6543",
        "○",
    )
    return write_csv([headings, row], Encoding.CP932)


def webhook(runtime: Runtime, donation_id: str) -> tuple[bytes, str]:
    """What Stripe tells when somebody has paid: more about them than we want to know."""
    body = json.dumps(
        {
            "id": "evt_canary",
            "object": "event",
            "type": "checkout.session.completed",
            "created": 1,
            "livemode": False,
            "data": {
                "object": {
                    "id": "cs_canary",
                    "object": "checkout.session",
                    "currency": "jpy",
                    "metadata": {"donation_id": donation_id},
                    "customer_details": {"name": DONOR["name"], "email": DONOR["email"]},
                }
            },
        }
    ).encode()
    at = int(runtime.clock.now().timestamp())
    signed = f"{at}.".encode() + body
    mac = hmac.new(WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return body, f"t={at},v1={mac}"
