# やさしい日本語：サインインのときのことば。

problem-sign-in-refused = 入れませんでした。入れた文字や数字を見て、もう一度やってください。
    .title = 入れませんでした
problem-sign-in-link-spent = このリンクはもう使えません。新しいリンクをもらってください。
    .title = もう使えないリンクです
problem-cross-site-request = うまくいきませんでした。画面をもう一度開いて、やってみてください。
    .title = もう一度やってください
problem-session-unknown = そのきろくは見つかりません。
    .title = 見つかりません
problem-not-authenticated = もう一度入ってください（サインイン）。
    .title = 入っていません
