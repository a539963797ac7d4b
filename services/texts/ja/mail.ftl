# メール。宛先の入力まちがいがありうるので、個人の名前は書かない。

problem-mail-unavailable = 現在、メールを送ることができません（{ $reason }）。
    .title = メールを送れません
problem-mail-refused = メールサーバーがこのメールを受け付けませんでした（{ $reason }）。
    .title = メールが受け付けられません

mail-role-member = 担当者
mail-role-donor = 寄付者
mail-role-family = ご家庭
mail-link-greeting = { $organisation }からのお知らせです。
mail-link-invitation-subject = { $organisation }：ご招待
mail-link-invitation-why = { $organisation }の担当者として招待されています。次のアドレスを開き、パスキーを作成してください。以後はパスキーでサインインします。
mail-link-invitation-button = 招待を受ける
mail-link-sign-in-subject = { $organisation }：サインイン用リンク
mail-link-sign-in-why = 次のアドレスから、{ $organisation }に{ $role }としてサインインできます。
mail-link-sign-in-button = サインインする
mail-link-until = 使えるのは1回、{ $until }までです。
mail-link-otherwise = お心当たりのない場合は、何もなさらないでください。このメールがなければ、だれもサインインできません。
mail-instant = { $year }年{ $month }月{ $day }日 { $time }（日本時間）
