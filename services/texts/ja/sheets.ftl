# 表（CSV）の読み書き

row-encoding-wrong = 文字コードを判別できません（{ $encoding }）。UTF-8 か Shift_JIS（CP932）で保存し直してください。
row-file-empty = ファイルに行がありません。
row-row-malformed = 引用符（"）が閉じていないなど、CSV の形になっていません。この行より後は読めませんでした。
row-row-too-long = 見出しは { $expected } 列ですが、この行には { $found } 列あります。
row-column-missing = 列がありません。見出しは次のいずれかです：{ $headers }
row-column-twice = 同じ見出しの列が二つ以上あります。
row-cell-empty = 空欄です。
row-cell-unreadable = 読めない制御文字が含まれています。
row-amount-expected = 「{ $value }」を金額として読めません。1円単位の数字で書いてください。
row-amount-out-of-range = 金額「{ $value }」は扱える範囲の外です。
row-date-expected = 「{ $value }」を日付として読めません。例：2026-04-01、2026/4/1、令和8年4月1日
row-email-expected = メールアドレスの形になっていません。
row-not-encodable = Shift_JIS（CP932）では書けない文字があります：{ $characters }

problem-cells-not-encodable = { $row } 行目など { $cells } か所に、{ $encoding } では書けない文字があります。UTF-8 で出力してください。
    .title = この文字コードでは書けない文字があります
