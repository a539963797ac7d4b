# アカウントのないご寄付と、毎月のご寄付。

checkout-monthly-item = { $campaign } への毎月のご寄付

giving-fee-cover = 決済会社の手数料の分を上乗せして、ご寄付がそのまま届くようにできます。お支払いの全額がご寄付になります。
giving-receipt-anonymous = 匿名のご寄付には、確定申告に使う寄附金受領証明書を発行できません。ご入り用の場合は、お名前とご住所を添えてご寄付ください。
giving-receipt-named = お名前とご住所を頂いた方には、寄附金受領証明書をお送りします。ご寄付を受領した日の日付になります。
giving-monthly-by-card = 毎月のご寄付はカードでお受けします。コンビニは一回ごとの現金払いのみ、銀行振込は自動では繰り返されないためです。

giving-state-pending = ご寄付は入金待ちです。入金を確かめてから活かします。それまでは一円も使われません。
giving-state-settled = ご寄付が届きました。ありがとうございます。
giving-state-failed = お支払いは成立しませんでした。代金は頂いていません。いつでもあらためてご寄付いただけます。
giving-state-refunded = ご寄付をお返ししました。

giving-monthly-starting = 毎月のご寄付はまだ始まっていません。初回のお支払いが済んでいません。
giving-monthly-abandoned = 毎月のご寄付は始まりませんでした。代金は頂いていません。いつでもあらためてお申し込みいただけます。
giving-monthly-active = 毎月のご寄付が始まりました。ありがとうございます。ログインすると、変更・休止・終了をご自身でできます。
giving-monthly-past-due = 今月のご寄付を頂けませんでした。自動でもう一度お手続きします。
giving-monthly-paused = 毎月のご寄付は休止中です。引き落としはありません。
giving-monthly-ended = 毎月のご寄付は終了しました。今後の引き落としはありません。これまでのご支援に感謝します。

mail-monthly-greeting = { $organisation } です。いつもありがとうございます。
mail-monthly-button = ログインする

mail-monthly-failed-subject = 【{ $organisation }】今月のご寄付を頂けませんでした
mail-monthly-failed-why = 「{ $campaign }」への今月のご寄付 { $amount } 円を、カードから頂けませんでした。カードの有効期限が切れているか、カード会社が承認しなかった可能性があります。
mail-monthly-failed-until = 何もなさらなくても、数日のうちに自動でもう一度お手続きします。別のカードになさる場合は、ログインしてご登録ください。
mail-monthly-failed-otherwise = 休止や終了も、ログインしてご自身でできます。お手続きがお済みの場合は、このメールは読み捨ててください。

mail-monthly-card-subject = 【{ $organisation }】毎月のご寄付のカードの有効期限が近づいています
mail-monthly-card-why = 「{ $campaign }」への毎月のご寄付 { $amount } 円のカードは、有効期限が { $until } です。
mail-monthly-card-until = カード会社が自動で更新する場合は、何もなさらなくて結構です。そうでない場合は、ログインして別のカードをご登録ください。
mail-monthly-card-otherwise = これまでのご寄付に影響はありません。カード番号をメールでお尋ねすることはありません。

mail-monthly-carried-subject = 【{ $organisation }】毎月のご寄付を次の年度へ引き継ぎます
mail-monthly-carried-why = 年度が替わります。次の月から、毎月のご寄付 { $amount } 円は「{ $campaign }」のために使われます。
mail-monthly-carried-until = お手続きは要りません。金額もカードも変わりません。
mail-monthly-carried-otherwise = 変更・休止・終了をご希望の場合は、ログインしてご自身でできます。

mail-monthly-ended-subject = 【{ $organisation }】毎月のご寄付が終了しました
mail-monthly-ended-why = 「{ $campaign }」への毎月のご寄付 { $amount } 円は終了しました。今後カードから頂くことはありません。
mail-monthly-ended-until = これまでのご寄付と受領証明書は、ログインするとご覧いただけます。
mail-monthly-ended-otherwise = お心当たりがない場合は、カードからの引き落としがしばらくできなかったためかもしれません。いつでもあらためてお申し込みいただけます。ありがとうございました。

problem-donor-email-missing = メールアドレスをご入力ください。お支払いが申し込みと違ったときに、ご連絡するために必要です。
    .title = メールアドレスが必要です
problem-amount-outside-channel = この支払方法では、その金額をお受けできません。金額か支払方法を変えてください。
    .title = 金額と支払方法が合いません
problem-fund-not-offered = このキャンペーンでは、その使い道を選べません。示されている中からお選びください。
    .title = その使い道は選べません
problem-return-page-foreign = 寄付者の戻り先は、このサイトのページに限られます。
    .title = 戻り先がこのサイトのページではありません
problem-monthly-gift-not-found = その毎月のご寄付は見つかりません。
    .title = 毎月のご寄付が見つかりません
problem-monthly-gift-not-running = 毎月のご寄付は始まっていないか、すでに終了しています。変更できません。
    .title = 毎月のご寄付は続いていません
problem-carry-over-unfit = 引き継ぎ先は、同じ団体の別のキャンペーンで、その時に寄付を受け付けているものに限られます。
    .title = このキャンペーンへは引き継げません
problem-no-cash-waiting = この寄付者の判断待ちの入金はありません。すでに判断されたのかもしれません。
    .title = 判断待ちの入金はありません
problem-cash-changed = 入金額が変わっています。もう一度ご確認のうえ、判断してください。
    .title = 入金額が変わっています
problem-cash-decision-unfit = この判断は入金額に合わないか、その寄付は振込待ちではありません。
    .title = 判断が合いません
problem-cash-decision-not-found = その判断は見つかりません。
    .title = 判断が見つかりません
problem-cash-decision-begun = すでに手続きが始まっていて、取り消せません。寄付になったものは返金できます。
    .title = もう取り消せません
problem-donor-has-cash = この寄付者の入金が決済会社にあります。先に扱いを決めてください。
    .title = 判断待ちの入金があります
