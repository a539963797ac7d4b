# Vouchers: why a token is refused, what a card says, what may go wrong.

# Read at the counter by the provider, and by the family on its own page.
refusal-bad-format = このコードは、クーポンとして読み取れませんでした。もう一度読み取るか、カードのコードを入力してください。
refusal-bad-code = コードの文字が合っていません。カードを見ながら、もう一度入力してください。
refusal-unknown-key = このクーポンの発行元を確認できませんでした。確認用データを更新してから、もう一度お試しください。
refusal-bad-signature = このクーポンの署名を確認できませんでした。今回は受け付けられません。
refusal-wrong-programme = このクーポンは、別の事業のものです。
refusal-key-compromised = このクーポンは、安全のためオンラインでの確認が必要です。通信できる場所でもう一度お試しください。
refusal-key-expired = このクーポンの発行に使われた鍵は、有効期間を過ぎています。新しいカードをお使いください。
refusal-not-yet-valid = このクーポンは、まだ利用開始日になっていません。
refusal-expired = このクーポンは、有効期限を過ぎています。
refusal-status-unavailable = クーポンの最新の状態を確認できませんでした。通信できる場所でもう一度お試しください。
refusal-status-stale = 確認用データが24時間以上前のものです。データを更新してから、もう一度お試しください。
refusal-revoked = このカードは無効になっています。新しいカードをお持ちの場合は、そちらをお使いください。
refusal-suspended = このクーポンは、確認のため一時的に止まっています。事務局へお問い合わせください。
refusal-unknown-credential = このコードのクーポンは見つかりませんでした。

card-caption = { $programme } クーポンカード { $count }枚
card-contact = お問い合わせ: { $contact }
card-hint-show = 教室の窓口で、このカードをお見せください。
card-hint-lost = なくしたときは、下の連絡先へお電話ください。
card-label-amount = 利用できる金額
card-label-until = 有効期限
card-label-code = コード
card-label-name = お名前
card-amount = { $yen }円
card-until = { $year }年{ $month }月{ $day }日まで

grade-band-elementary = 小学生
grade-band-junior-high = 中学生
grade-band-high = 高校生

problem-token-refused = このクーポンは受け付けられません（{ $refusal }）。
    .title = クーポンを受け付けられません
problem-trust-list-invalid = 鍵の一覧が、発行元の署名と一致しません。
    .title = 鍵の一覧を確認できません
problem-signing-key-unsuitable = この事業のクーポンに署名できる鍵がありません。
    .title = 署名できる鍵がありません
problem-status-list-full = 状態リストの空きが足りません。
    .title = 状態リストに空きがありません
problem-voucher-not-found = このクーポンは見つかりませんでした。
    .title = クーポンが見つかりません
problem-voucher-not-issued = このクーポンは、すでに無効または期限切れになっています（{ $status }）。
    .title = クーポンは有効ではありません
problem-signing-key-not-found = この鍵は見つかりませんでした。
    .title = 鍵が見つかりません
problem-status-list-not-found = この番号の状態リストはありません。
    .title = 状態リストが見つかりません
