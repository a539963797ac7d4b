# 精算：銀行ファイル

problem-character-unsupported = { $position } 文字目の「{ $character }」は銀行ファイルに書けません。使えるのはカナ、英大文字、数字、( ) - . と空白だけです。{ $hint ->
        [wo] ヲはオと書いてください。
        [dot] 中黒は省くか、空白かピリオドにしてください。
        [comma] 読点やコンマは省いてください。
        [kanji] 読みをカナで書いてください。
        [mark] 濁点と半濁点は、それが付くカナの後にだけ書けます。
       *[other] 口座名義のつづりをお確かめください。
    }
    .title = 銀行ファイルに書けない文字があります
row-character-unsupported = { problem-character-unsupported }

problem-bank-name-empty = 名義に書ける文字がありません。
    .title = 名義が空です
row-bank-name-empty = { problem-bank-name-empty }

problem-bank-name-too-long = 名義は銀行用のカナで { $length } 文字になり、欄の { $limit } 文字に収まりません。途中で切ると組戻しになるため、切りません。口座の登録どおりの略語をお使いください。
    .title = 名義が欄に収まりません
row-bank-name-too-long = { problem-bank-name-too-long }

problem-account-unreadable = { $field ->
        [bank] 銀行番号
        [branch] 支店番号
        [type] 預金種目（1 普通、2 当座、4 貯蓄、9 その他）
       *[other] 口座番号
    }は先頭の 0 も含めて { $digits } 桁の数字で書いてください。口座全体は 0001-001-1-1234567 のように書きます。
    .title = 口座を読み取れません
row-account-unreadable = { problem-account-unreadable }

problem-yucho-number-unreadable = { $field ->
        [symbol] 記号は通帳のとおり、0 か 1 で始まる 5 桁で書いてください。
       *[other] 番号は 8 桁以内（記号が 0 で始まるときは 7 桁以内）で書いてください。
    }
    .title = ゆうちょ銀行の記号番号を読み取れません
row-yucho-number-unreadable = { problem-yucho-number-unreadable }

row-account-given-twice = 銀行の口座と、ゆうちょ銀行の記号番号の両方が書かれています。どちらか一方にしてください。
row-account-missing = 口座が足りません。bank、branch、type、account か、symbol、number を書いてください。
row-branch-unknown = 銀行 { $bank } の支店 { $branch } は名簿にありません。新しい支店かもしれません。もう一度お確かめください。

problem-payout-amount-out-of-range = 一件の振込は 1 円から { $largest } 円までです（{ $amount } 円）。
    .title = 振り込めない金額です

problem-too-many-items = 一つの銀行ファイルに書けるのは { $most } 件までです（{ $count } 件）。分けてお作りください。
    .title = 件数が多すぎます

problem-nothing-to-transfer = 振込が一件もありません。
    .title = 振り込むものがありません

problem-consignor-code-unreadable = 委託者コードは、銀行から知らされた { $digits } 桁の数字です。
    .title = 委託者コードを読み取れません

problem-not-a-bank-day = { $date } は銀行の営業日ではありません。近い営業日は { $nearest } です。
    .title = 銀行の休業日です

problem-bank-file-unreadable = { $record } 番目のレコードが総合振込の形になっていません（{ $fault ->
        [length] 各レコードは 120 バイトで、改行は全部に付けるか、全部に付けないかのどちらかです
        [sequence] ヘッダー、1 件以上のデータ、トレーラー、エンドの順に並びます
        [kind] 総合振込（21）、JIS（0）だけを読みます
        [characters] 銀行で使えない文字があります
        [trailer] 件数と合計がデータと合いません
        [dummy] 使わない欄に文字があります
        [pays_on] その日付はありません
       *[other] 項目 { $fault }
    }）。
    .title = 銀行ファイルを読み取れません

# 精算：月締め、支払通知書、振込

problem-month-not-over = { $month } はまだ終わっていません。{ $ends_at } から締めることができます。
    .title = 月がまだ終わっていません

problem-later-month-closed = { $latest } はすでに締められています。{ $month } の遅れた分は、次の支払通知書に載ります。
    .title = 後の月がすでに締められています

problem-statement-unknown = その支払通知書は見つかりません。
    .title = 支払通知書がありません

problem-statement-line-unknown = その明細は、この支払通知書にありません。
    .title = 明細がありません

problem-objection-too-late = この支払通知書はすでに確認されたか、申し出の期限（{ $until }）を過ぎています。訂正は取消により、次の支払通知書で行います。
    .title = 申し出の期限を過ぎています

problem-objection-unknown = その申し出は見つかりません。
    .title = 申し出がありません

problem-objection-id-reused = この ID は、内容の異なる申し出ですでに使われています。
    .title = ID が使われています

problem-objection-resolved-before = この申し出は、すでに{ $outcome ->
        [upheld] 認める
       *[rejected] 認めない
    }と決まっています。
    .title = 申し出は解決しています

problem-objection-open = この支払通知書には、解決していない申し出があります。
    .title = 解決していない申し出があります

problem-nothing-to-pay = 今お支払いできるものがありません。{ $left_out ->
        [0] 未払いがないか、申し出の期限がまだ来ていません。
       *[other] 未払いがあっても支払いを見合わせている事業者が { $left_out } 件あります。
    }
    .title = 支払うものがありません

problem-batch-unknown = その振込の一覧は見つかりません。
    .title = 振込の一覧がありません

problem-batch-id-reused = この ID は、内容の異なる振込の一覧ですでに使われています。
    .title = ID が使われています

problem-batch-status-unfit = この振込の一覧は{ $status ->
        [drafted] 承認待ち
        [approved] 承認済み
        [exported] 銀行に渡した後
       *[cancelled] 取りやめ
    }のため、この操作はできません。
    .title = 振込の一覧の状態が合いません

problem-already-exported = この振込の銀行ファイルはすでに作成されています（SHA-256 { $sha256 }）。もう一度作ると二重に支払うおそれがあります。先のファイルを使わないときは、別の人が取り下げてください。
    .title = 銀行ファイルは作成済みです

problem-source-account-missing = 振込元の口座と委託者が登録されていません。
    .title = 振込元の口座がありません

problem-bank-details-changed = 振込 { $payout_number } を用意した後に、事業者の口座が変更されました。この一覧を取りやめて、作り直してください。
    .title = 振込先の口座が変わっています

problem-payout-unknown = 番号 { $number } の振込はありません。
    .title = 振込がありません

problem-payout-not-in-transit = 銀行の回答が振込 { $number } と合いません。この振込は{ $status ->
        [pending] 承認されていません
        [paid] 入金済みです
        [returned] すでに組戻しになっています
       *[cancelled] 取りやめになっています
    }。
    .title = 振込の状態が合いません

problem-payout-amount-differs = 振込 { $number } は { $sent } 円で送りましたが、回答は { $told } 円です。
    .title = 金額が合いません

problem-list-refused = ファイルに誤りが { $errors } か所あります。何も行っていません。
    .title = ファイルに誤りがあります

problem-output-exists = { $file } はすでにあるため、上書きしません。
    .title = ファイルがすでにあります

row-payout-number-expected = 「{ $value }」は振込の番号ではありません。
row-bank-result-expected = 「{ $value }」は回答として読めません。「入金」か「組戻」と書いてください。
row-number-twice = 同じ振込が二度書かれています。

statement-title = 支払通知書
statement-to = { $provider } 御中
statement-opening = 貴事業所でご利用いただいたクーポンについて、{ $organisation }より次のとおりお支払いいたします。
statement-programme = 事業名
statement-period = 対象期間
statement-period-of = { $year }{ $month }月分
statement-closed-on = 締め日
statement-pays-on = お支払予定日
statement-invoice-number = 登録番号
statement-no-invoice-number = 登録なし
statement-fee-bearer = 振込手数料
statement-fee-bearer-organisation = 当方負担
statement-fee-bearer-provider = 貴事業所ご負担
statement-lines = ご利用と訂正の明細
statement-service-on = 利用日
statement-voucher-code = 利用者コード
statement-kind = 区分
statement-kind-redemption = 利用
statement-kind-reversal = 訂正
statement-amount = 金額
statement-yen = { $amount }円
statement-gross = 合計（{ $count }件）
statement-tax = うち消費税（{ $rate }%）
statement-contribution = 貴事業所ご負担分（{ $rate }%）
statement-net = お支払額
statement-carried-over = お支払額が負のため、次回以降のお支払いと相殺いたします。
statement-objecting = 内容に誤りがある場合は、{ $until }より前にお申し出ください。それまでにご連絡がないときは、ご確認いただいたものとして取り扱います。
