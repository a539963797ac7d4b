"""The bank: carries out a transfer file, and says what became of each item."""

from collections.abc import Collection

from services.core.settlements.zengin import records


def answers_file(content: bytes, *, closed_accounts: Collection[str] = ()) -> bytes:
    """
    The results of a transfer file as CSV; transfers to `closed_accounts` come back.

    :param closed_accounts: account numbers of seven digits.
    """
    file = records.read(content)
    lines = ["number,amount,result,reason"]
    for item in file.items:
        if item.account.number in closed_accounts:
            lines.append(f"{item.customer_code},{item.amount},returned,該当口座なし")
        else:
            lines.append(f"{item.customer_code},{item.amount},paid,")
    return "\r\n".join(lines).encode("utf-8-sig")
