# サインインの画面と、自分のアカウントの画面。

page-skip = 本文へ
page-languages = 言語
page-language-ja = 日本語
page-language-en = English
page-language-ja-easy = やさしい日本語

role-npo-admin = 事務局
role-npo-approver = 承認者
role-provider-office = 教室の事務
role-provider-counter = 教室の受付
role-municipality = 自治体
role-backbone = バックボーン
role-auditor = 監査
role-donor = 寄付者
role-family = ご家庭
role-member = メンバー

enter-title = サインイン
enter-noscript = パスキーでのサインインにはJavaScriptが必要です。このサイトで有効にしてください。
enter-link-title = お送りしたリンク
enter-link-about = お送りしたリンクから開かれました。このリンクは一度だけ使えます。
enter-link-button = このリンクでサインイン
enter-passkey-title = パスキー
enter-passkey-about = 指紋・顔・端末の暗証番号で確認します。パスワードはいりません。
enter-passkey-button = パスキーでサインイン
enter-recovery-title = パスキーをなくした方へ
enter-recovery-about = 控えておいた回復コードを一つ入力してください。新しいパスキーを作れます。
enter-recovery-code = 回復コード
enter-recovery-button = 進む
enter-failed = うまくいきませんでした。通信の状態を確かめて、もう一度お試しください。
enter-cancelled = 何も行われていません。準備ができたら、もう一度お試しください。
enter-unsupported = このブラウザではパスキーを使えません。更新するか、別の端末をお使いください。

account-title = アカウント
account-hello = { $name }さん
account-passkeys-title = パスキー
account-passkeys-first = はじめにパスキーを作ってください。作ると、役割に応じた操作ができるようになります。
account-made = 作成
account-used = 最後の使用
account-seen = 最後の操作
account-passkey-name = パスキーの名前
account-passkey-name-default = この端末
account-passkey-add = パスキーを作る
account-passkey-remove = 削除
account-recovery-title = 回復コード
account-recovery-about = 残り{ $left }個です。パスキーをすべてなくしたとき、一つにつき一度、新しいパスキーを作れます。
account-recovery-renew = 新しいコードを10個作る
account-recovery-shown-once = 印刷するか書き写して、端末とは別の場所に保管してください。表示はこの一度だけです。以前のコードは使えなくなりました。
account-sessions-title = サインイン中の端末
account-session-here = この端末
account-session-end = サインアウトさせる
account-sign-out = サインアウト
account-end-others = ほかの端末をすべてサインアウト
account-back = アカウントへ戻る
