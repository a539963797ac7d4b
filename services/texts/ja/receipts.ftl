# 寄附金受領証明書と、使途等が制約された寄付等の内訳。

receipt-caption = 寄附金受領証明書 { $number }
receipt-caption-many = 寄附金受領証明書（{ $count }件）
receipt-title = 寄附金受領証明書
receipt-title-year = 寄附金受領証明書（{ $year }年分）
receipt-number = 第 { $number } 号
receipt-issued-on = 発行日 { $day }
receipt-reissued = 再発行（第{ $count }回） { $day }
receipt-replaces = 第 { $number } 号に代わるもの
receipt-cancelled = この受領証明書は { $day } に取り消されました。申告には使えません。
receipt-cancelled-replaced = この受領証明書は { $day } に取り消されました。申告には使えません。代わりに第 { $number } 号を発行しています。
receipt-addressee = { $name } 様
receipt-addressee-company = { $name } 御中
receipt-amount = 受領金額
receipt-yen = ¥{ $amount }
receipt-statement = 上記の金額を、当法人が行う特定非営利活動に係る事業に関連する寄附金として、たしかに受領いたしました。心よりお礼申し上げます。
receipt-day = { $year }年{ $month }月{ $day }日
receipt-fact-accepted-on = 受領年月日
receipt-fact-span = 受領した期間
receipt-span = { $year }年1月1日から12月31日まで（{ $count }件）
receipt-fact-donor = 寄附者の氏名・名称
receipt-fact-address = 寄附者の住所
receipt-fact-activity = 寄附金に係る事業
receipt-fact-campaign = 募金
receipt-column-day = 受領年月日
receipt-column-campaign = 募金
receipt-column-amount = 金額
receipt-body = 受領した法人
receipt-form-certified = 認定特定非営利活動法人
receipt-form-provisionally_certified = 特例認定特定非営利活動法人
receipt-body-form = { $form }
receipt-body-representative = { $representative }
receipt-body-notice = 認定通知書の番号 { $number }　認定年月日 { $day }
receipt-body-notice-provisional = 特例認定通知書の番号 { $number }　特例認定年月日 { $day }
receipt-body-term = 認定の有効期間 { $from } から { $until } まで
receipt-seal = 印
receipt-note-keep = この証明書は、所得税の確定申告などで寄附金に係る控除を受けるときに必要です。年末調整では控除を受けられません。大切に保管してください。
receipt-note-company = 法人が認定NPO法人等に支出した寄附金には、一般の寄附金とは別枠の損金算入限度額があります。この証明書を保管してください。詳しくは税務署または税理士へおたずねください。
receipt-note-credit = 参考：{ $year }年の認定NPO法人等への寄附が本証明書の分だけの場合、所得税の税額控除は（{ $amount }円－2,000円）×40％＝{ $credit }円（100円未満切捨て）が目安です。その年の所得税額の25％が上限で、対象となる寄附金は所得の40％までです。所得控除を選ぶこともできます。税額を約束するものではありません。詳しくは税務署へおたずねください。
receipt-note-credit-plain = 参考：個人の税額控除は、その年の認定NPO法人等への寄附の合計から2,000円を引いた額の40％（100円未満切捨て、所得税額の25％が上限、対象は所得の40％まで）です。所得控除を選ぶこともできます。税額を約束するものではありません。
receipts-kind-gift = 1件ごと
receipts-kind-year = 年間
receipts-cancelled-given_back = 取消（返金・返還）
receipts-cancelled-dated_anew = 取消（受領日の訂正）
receipts-cancelled-merged = 取消（年間分にまとめた）
receipts-column-kind = 種類
receipts-column-state = 状態
receipts-column-replaced-by = 代わりの番号
receipts-column-order = 順番

receipt-mail-greeting = いつもご支援ありがとうございます。
receipt-mail-button = ログインして受け取る
receipt-mail-otherwise = 証明書そのものはこのメールに付いていません。郵送をご希望のときは、{ $organisation } へお知らせください。
receipt-mail-issued-subject = 【{ $organisation }】寄附金受領証明書 { $number } ができました
receipt-mail-issued-why = 寄附金受領証明書（第 { $number } 号）を発行しました。ログインすると、PDFで受け取れます。
receipt-mail-issued-until = 確定申告のときまで、大切に保管してください。
receipt-mail-cancelled-subject = 【{ $organisation }】寄附金受領証明書 { $number } を取り消しました
receipt-mail-cancelled-why = 寄附金受領証明書（第 { $number } 号）は、寄附の返金または受領日の訂正により取り消しました。代わりの証明書はありません。
receipt-mail-replaced-subject = 【{ $organisation }】寄附金受領証明書 { $number } を差し替えました
receipt-mail-replaced-why = 寄附金受領証明書（第 { $number } 号）は、寄附の返金または受領日の訂正により取り消し、代わりに第 { $replacement } 号を発行しました。
receipt-mail-cancelled-until = 取り消した証明書をすでに申告に使われたときは、税務署にご相談ください。
receipt-mail-replaced-until = 取り消した証明書をすでに申告に使われたときは、税務署にご相談ください。

problem-certification-missing = 法人の認定に関する届けがまだ承認されていないため、受領証明書を発行できません。認定通知書の番号・認定日・有効期間などを登録し、ほかの人が承認してから、もう一度お試しください。
    .title = 認定が登録されていません
problem-certification-not-found = この認定の登録は見つかりません。
    .title = 認定の登録が見つかりません
problem-certification-decided = この登録は、すでに承認または却下されています。
    .title = すでに決定されています
problem-certification-unfit = 認定日・有効期間・適用開始日の順序が合わないか、その日より後の寄附に別の内容の受領証明書が発行されています。
    .title = 日付が合いません
problem-date-policy-fixed = { $year }年の寄附には受領証明書が発行されているため、受領日の決め方は変更できません。
    .title = 受領日の決め方は確定しています
problem-receipt-not-found = この受領証明書は見つかりません。
    .title = 受領証明書が見つかりません
problem-receipt-not-due = この寄附には受領証明書を発行できません。{ $reason ->
    [outside_term] 受領日が認定の有効期間の外にあります。
    [not_accepted] 入金がまだ届いていません。
    [not_settled] 寄附が確定していないか、全額が返金されたか、カード会社などに取り戻されています。
    [held] 目標額に達するかどうかが決まっていないか、職員の確認が済んでいません。済みしだい発行できます。
    [municipal_money] 自治体からのお金には、自治体が証明書を発行します。
    [no_address] 寄附者の住所がわかりません。
    [anonymous] 寄附者の氏名がわからないか、匿名を希望されています。
   *[other] 寄附として受け取ったものではありません。
    }
    .title = 受領証明書の対象ではありません
problem-receipt-cancelled = この受領証明書は取り消されているため、再発行できません。
    .title = 取り消された受領証明書です
problem-receipt-unreadable = 寄附者の情報は消去されており、証明書を作成できません。番号・日付・金額は記録に残っています。
    .title = 寄附者の情報は消去されています
problem-receipt-run-not-found = この発行の依頼は見つかりません。
    .title = 発行の依頼が見つかりません
problem-note-does-not-add-up = 内訳と帳簿の金額が合わないため、出力しませんでした（帳簿 { $ledger }円、内訳 { $note }円）。`minori verify` で帳簿を確かめてください。
    .title = 内訳と帳簿が合いません

note-title = 使途等が制約された寄付等の内訳
note-period = { $title }（{ $first } から { $last } まで）
note-unit = （単位：円）
note-column-content = 内容
note-column-opening = 期首残高
note-column-increase = 当期増加額
note-column-decrease = 当期減少額
note-column-closing = 期末残高
note-column-remarks = 備考
note-fund = { $fund }（{ $programme }）
note-of-which = 　うち { $source }
note-together = 合計
note-remark = { $name } { $amount }
note-joint = 、
note-source-gifts = 寄附金
note-source-grants = 自治体の補助金等
note-source-hometown-tax = ふるさと納税による受入れ
note-source-corporate-hometown-tax = 企業版ふるさと納税による受入れ
note-source-assigned = 使途を定めた受入金
note-source-other-fund = 他の基金から
note-source-overhead-returned = 管理費からの戻し
note-source-uses-reversed = 利用の取消
note-source-came-back = 返金・異議の戻り
note-use-lessons = クーポンの利用
note-use-overhead = 約束した割合の管理費
note-use-given-back = 返金・返還
note-use-other-fund = 他の基金へ
note-split = 正味財産の区分
note-restricted = 使途等が制約された正味財産
note-unrestricted = 使途等が制約されていない正味財産
note-net-assets = 正味財産 合計
note-waiting = 決済済みで、受領日が翌期以後になるもの
note-ledger = 帳簿上の残高
note-dating = 寄附は受領日で計上しています（領収証・寄附者名簿と同じ日付です）。クーポンは利用されたときに減少とします。
