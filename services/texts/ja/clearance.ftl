# さまざまな受け入れ口、入金の判断、確認待ちの寄付、寄附者名簿

problem-gift-in-kind = 物品のご寄付はお受けできません。クーポンはお金で支払うため、物品の価値を子どもにお届けする金額に直せないからです。お金でのご寄付をお願いします。物品を喜んで受け取る近くの団体は、事務局がご案内します。
    .title = 物品のご寄付はお受けできません
problem-gift-not-flagged = この寄付は確認待ちではありません。確認済み、お断り済み、返金済みか、もともと確認の対象ではありません。
    .title = 確認待ちではありません
problem-clearance-reason-unfit = 理由「{ $reason }」は、この判断には使えません。
    .title = 理由が合いません
problem-cash-not-counted = 数え直しを待つ現金はありません。
    .title = 数える現金がありません
problem-cash-count-differs = 数えた金額は { $counted } で、受け取ったときの金額と合いません。何も記帳していません。受け取った人とお二人で、もう一度数えてください。
    .title = 数えた金額が違います
problem-deposit-pledge-unfit = この寄付は銀行振込を待っていないか、入金がお申込みの金額に足りません。
    .title = 入金とお申込みが合いません
problem-deposit-rest-exceeded = { $amount } は、この入金の残り { $rest } を超えています。
    .title = 残りを超えています
problem-deposit-not-undoable = この寄付は、一部を子どもに約束したか、返金した(または返金の手続き中)か、受領証を発行したか、別の基金に移しています。取り消せませんので、返金の手続きをしてください。
    .title = 取り消せません
problem-municipal-figures-unfit = 自治体からの数字が合わないか、足りません。ふるさと納税には自治体名と事業名が必要です。集まった金額は受け取った金額以上、企業版は一社10万円以上です。
    .title = 自治体の数字が合いません
problem-site-payout-unknown = その入金予定はありません。
    .title = 入金予定が見つかりません
problem-site-payout-id-reused = このIDは、別の入金予定に使われています。
    .title = IDが使われています
problem-site-payout-not-explained = 明細の金額は { $gross } ですが、こちらの記録は合計 { $explained }（{ $gifts } 件）です。サイトの最新の一覧を取り込み、対象の最終日を確かめてください。
    .title = 入金の内訳が合いません
problem-site-payout-arrived = この入金は { $arrived_on } に届いています。
    .title = すでに届いています
problem-mapping-name-taken = { $name } は、はじめから用意されている対応表の名前です。別の名前にしてください。
    .title = 対応表の名前が使われています
problem-mapping-malformed = この対応表は使えません（{ $field }）：{ $why }
    .title = 対応表が正しくありません
problem-officer-unknown = その役員の任期はないか、始まりより前に終わることになります。
    .title = 役員の任期が見つかりません
problem-donor-link-unknown = その寄附者どうしの結び付きはありません。
    .title = 結び付きが見つかりません
problem-donors-not-linkable = 同じ世帯にできるのは、どちらも分かっている二人の寄附者だけです。
    .title = 同じ世帯にできません

row-country-expected = 「{ $value }」を国として読めません。JP や US のように2文字で書いてください。
row-gift-in-kind = 物品のご寄付の行です。物品はお受けできません。お金でのご寄付をお願いします。
row-fee-exceeds-amount = 支援者が払う利用料が金額以上です。寄付の金額が残りません。
row-gift-paid-out = 寄付 { $gift } は、サイトから入金されたあとにサイトで取り消されました。手作業で返金するか、サイトに確かめてください。

import-column-use = { $heading } → { $became }（{ $filled } 行）
import-column-left = { $heading } → 使いません
import-withdrawn = サイトがその後返金したもの：{ $count } 件。

donor-list-title = 寄附者名簿 { $year }年度
donor-list-unnamed = （氏名不詳・匿名）
donor-list-officer = 役員
donor-list-person = 個人
donor-list-company = 法人・団体
donor-list-column-accepted-on = 受領年月日
donor-list-column-name = 氏名・名称
donor-list-column-kind = 個人・法人の別
donor-list-column-postcode = 郵便番号
donor-list-column-address = 住所・所在地
donor-list-column-amount = 寄附金の額（円）
donor-list-column-officer = 役員

support-left-not_named = 氏名または住所が分からない
support-left-officer = 役員
support-left-officers_household = 役員と生計を一にする
support-left-below_threshold = 年度内に3,000円未満
support-left-same_household = 同じ世帯の別の人と合わせて1人
support-year = { $year }年度：{ $counted } 人
support-average = 平均 { $average } 人（基準は年100人）。参考の数字です。基準を満たすかどうかは所轄庁が判断します。
