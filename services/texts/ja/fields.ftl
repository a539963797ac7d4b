# リクエストの項目ごとの誤り。

field-missing = 必須の項目です。
field-unknown = この項目はありません。
field-unkeepable = 保存できない文字が含まれています。
field-text = 文字列で指定してください。
field-text-too-short = { $min_length } 文字以上で指定してください。
field-text-too-long = { $max_length } 文字以内で指定してください。
field-form = 形式が正しくありません。
field-integer = 整数で指定してください。
field-yes-or-no = true か false で指定してください。
field-too-low = { $ge } 以上で指定してください。
field-too-high = { $le } 以下で指定してください。
field-too-few = { $min_length } 件以上指定してください。
field-too-many = { $max_length } 件以内で指定してください。
field-offset = 2026-04-01T09:00:00+09:00 のように、UTC からの時差を付けてください。
field-instant = 2026-04-01T09:00:00+09:00 のような日時で指定してください。
field-day = 2026-04-01 のような日付で指定してください。
field-id = UUID で指定してください。
field-address = ウェブアドレスで指定してください。
field-choice = 選べる値ではありません。
field-list = リストで指定してください。
field-json = JSON として読み取れません。
field-rule = 決まりに合いません：{ $reason }
field-unfit = この値は使えません。
