# 誰が何をできるか。

problem-step-up-required = この操作の前に、パスキーでもう一度ご本人の確認をしてください。確認のあと、同じ操作を続けられます。
    .title = ご本人の確認が必要です
problem-roles-incompatible = この組み合わせの役割は、一人の方が兼ねることはできません。立場が異なるためです。
    .title = 兼ねられない役割です

problem-manual-transfer-unknown = その手動の振替は、この事業にありません。
    .title = 振替が見つかりません
problem-manual-transfer-id-reused = このIDは別の手動の振替に使われています。
    .title = 振替IDの重複
problem-manual-transfer-decided = この振替は、すでに承認・却下・取り下げのいずれかが済んでいます。
    .title = 決定済みです
problem-manual-transfer-reason-unfit = この種類の振替には使えない理由です。
    .title = 理由が合いません
problem-gift-not-movable = 寄付は、入金後で、まだ子どもへの約束や返金がないときに、全額まとめてのみ移せます。お金は動いていません。
    .title = この寄付は移せません
problem-fund-too-wide = この寄付には、移し先の基金より狭い使い道の指定があります。お金は動いていません。先に寄付者の同意を得てください。
    .title = 使い道の指定が外れてしまいます
problem-suspense-short = 使い道の決まっていないお金は{ $left }円です。寄付かもしれない入金は含みません。
    .title = 仮受金が足りません
problem-agreement-missing = 貴自治体とのデータ共有の協定が有効でないため、お名前は表示できません。
    .title = 有効な協定がありません
problem-agreement-dates-unfit = 協定の終了日が開始日より前になっています。
    .title = 日付が合いません
