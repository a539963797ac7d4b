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
