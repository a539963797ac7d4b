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
