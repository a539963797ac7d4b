# やさしい日本語：サインインの画面（家族が見るところ）。

page-skip = 本文へ
page-languages = ことば

enter-title = サインイン（入る）
enter-noscript = この画面には JavaScript が ひつようです。
enter-link-title = とどいた リンク
enter-link-about = このリンクは 1回だけ つかえます。
enter-link-button = このリンクで 入る
enter-failed = うまくいきませんでした。もう一度 やってください。
enter-cancelled = まだ 何も していません。もう一度 やってください。
enter-recovery-button = すすむ

account-title = わたしの ページ
account-seen = さいごに 使った時間
account-sessions-title = 今 入っている スマホや パソコン
account-session-here = これ
account-session-end = そちらを おわりにする
account-sign-out = おわりにする（サインアウト）
account-end-others = ほかを ぜんぶ おわりにする
account-back = もどる

enter-email-title = メールで リンクを もらう
enter-email-about = メールアドレスを おしえてくれた人は、ここから 入れます。
enter-email-label = メールアドレス
enter-email-button = リンクを おくってもらう
enter-email-sent = このアドレスを 知っていれば、リンクを おくります。15分 つかえます。
enter-letter-title = 手紙（てがみ）の コード
enter-letter-about = 手紙が とどいた 家族（かぞく）は、ここから 入れます。
enter-letter-new-about = じぶんの 番号（ばんごう）を きめてください。6つ いじょうの 数字（すうじ）です。これからは、コードと この番号で 入ります。
enter-letter-code = 手紙の コード
enter-letter-pin = 番号（ばんごう）
enter-letter-new-pin = じぶんで きめる 番号
enter-letter-button = 手紙で 入る
