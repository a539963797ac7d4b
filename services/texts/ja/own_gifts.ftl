# ご自分のご寄付

problem-transfer-not-sealed = 記帳されていますが、証明できるのは次の封印のあと(1時間以内)です。しばらくしてからもう一度お試しください。
    .title = まだ封印されていません
problem-journal-altered = 帳簿が封印されたものと一致しないため、証明書は作成していません。担当者が確認します。
    .title = 帳簿を確認できません

own-state-failed = 入金されませんでした
own-state-awaited = ご入金を待っています
own-state-refunded = 全額をお返ししました
own-state-in-dispute = カード会社などで確認中です
own-state-taken-back = カード会社などを通じて戻りました
own-state-refund-under-way = 返金の手続き中です
own-state-on-hold = 入金済み(確認を待っています)
own-state-refunded-in-part = 入金済み(一部をお返ししました)
own-state-settled = 入金済み

own-channel-card = クレジットカード
own-channel-konbini = コンビニ
own-channel-virtual-account = 銀行振込(専用口座)
own-channel-bank-transfer = 銀行振込
own-channel-crowdfunding = クラウドファンディング
own-channel-cash = 現金
own-channel-municipal-grant = 自治体からの交付
own-channel-hometown-tax = ふるさと納税
own-channel-corporate-hometown-tax = 企業版ふるさと納税
own-channel-assigned = 振替

own-column-given-on = お申込日
own-column-accepted-on = 受入日
own-column-programme = 事業
own-column-campaign = 募集
own-column-channel = お支払い方法
own-column-state = 状況
own-column-amount = 金額（円）
own-column-fee-cover = うち決済手数料分（円）
own-column-refunded = お返しした額（円）
own-column-disputed = カード会社などを通じて戻った額（円）
own-column-id = 番号
