# どの画面・応答でも使う文言

problem-fields-invalid = 入力に不足または誤りがあります。該当する項目を下に示します。
    .title = 入力の誤り
problem-route-unknown = このアドレスには何もありません。
    .title = 見つかりません
problem-method-not-allowed = このアドレスではこの操作はできません。
    .title = 許可されていない操作
problem-request-too-large = 送られた内容が大きすぎます。
    .title = 内容が大きすぎます
problem-media-type-unsupported = この形式の内容は受け付けていません。
    .title = 対応していない形式
problem-internal-error = サーバーで問題が起きました。何も保存されていません。時間をおいてもう一度お試しください。
    .title = サーバーの問題
problem-try-again = ほかの操作と重なりました。何も保存されていません。もう一度お試しください。
    .title = もう一度お試しください
problem-database-not-ready = データベースの準備ができていません。
    .title = データベース準備中
problem-idempotency-key-missing = Idempotency-Key ヘッダー(16〜255文字)を付けてください。
    .title = 冪等キーがありません
problem-idempotency-key-reused = この Idempotency-Key は別の内容ですでに使われています。
    .title = 冪等キーの再利用
problem-still-running = 同じ要求を処理中です。少し待ってからもう一度お試しください。
    .title = 処理中
problem-subject-forgotten = この方の個人情報は消去されており、読み出せません。
    .title = 消去済み
problem-seal-broken = 保護された項目を開けませんでした。
    .title = 保護項目の破損

problem-not-authenticated = サインインするか、有効なキーを付けてください。
    .title = 認証されていません
problem-not-permitted = この操作({ $permission })の権限がありません。
    .title = 権限がありません
problem-second-person-required = ご自身が作成したものは承認できません。別の担当者が承認してください。
    .title = 別の担当者の承認が必要です
problem-organisation-unknown = その団体は見つかりません。
    .title = 団体が見つかりません
problem-api-key-unknown = そのキーは見つかりません。
    .title = キーが見つかりません
problem-role-needs-provider = 教室の役割には、どの教室のものかの指定が必要です。
    .title = 教室の指定が必要です

problem-account-unknown = 台帳にその口座はありません。
    .title = 口座が見つかりません
problem-transfer-unknown = 台帳にその振替はありません。
    .title = 振替が見つかりません
problem-fund-unknown = この事業にその基金はありません。
    .title = 基金が見つかりません
problem-insufficient-balance = 残高が足りません。お金は動いていません。
    .title = 残高不足
problem-transfer-id-reused = この番号は別の振替ですでに使われています。お金は動いていません。
    .title = 振替番号の再利用
problem-transfer-not-pending = この振替はもう保留中ではありません。
    .title = 保留中ではありません
problem-posted-more-than-held = 保留額({ $held })を超えています。
    .title = 保留額の超過
problem-reversed-more-than-posted = 取り消せる額({ $left })を超えています。
    .title = 取消額の超過
problem-transfer-malformed = 振替は、同じ通貨の二つの口座の間で正の金額を動かすものです。
    .title = 振替の形式の誤り

problem-programme-unknown = その事業は見つかりません。
    .title = 事業が見つかりません
problem-programme-code-taken = 事業コード { $programme_code } は別の事業で使われています。
    .title = 事業コードの重複
problem-programme-not-publishable = 公開の前に{ $field ->
    [issuer] 発行主体
   *[other] 法的根拠
 }を入力してください。
    .title = 公開できません
problem-programme-not-draft = この事業は公開済みのため、条件は変更できません。
    .title = 下書きではありません
problem-programme-not-published = この事業は公開されていません。
    .title = 公開されていません
problem-terms-invalid = 条件に食い違いがあります: { $reason }
    .title = 条件の誤り
problem-criteria-unknown = この事業にその版の要件はありません。
    .title = 要件が見つかりません
problem-staff-key-not-grantable = 事務局のキーはキーを使って発行できません。サーバー上で minori key create を使ってください。
    .title = このキーは発行できません
problem-programme-id-reused = このIDは別の事業、または条件の異なる同じ事業で使われています。
    .title = 事業IDの再利用
problem-fund-code-taken = 基金コード { $fund_code } はこの事業の別の基金で使われています。
    .title = 基金コードの重複
problem-fund-id-reused = このIDは別の基金、または目的の異なる同じ基金で使われています。
    .title = 基金IDの再利用
problem-received-in-future = まだ届いていないお金は記帳できません。
    .title = 未着の入金
