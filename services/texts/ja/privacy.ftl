# 個人情報:削除、保存期間、開示、漏えい等

## できないとき

problem-erasure-not-found = この削除の記録は見つかりません。
    .title = 削除の記録がありません
problem-guardian-not-found = この保護者は見つかりません。
    .title = 保護者が見つかりません
problem-household-not-found = この世帯は見つかりません。
    .title = 世帯が見つかりません
problem-donor-not-found = この寄附者は見つかりません。
    .title = 寄附者が見つかりません
problem-person-held = この方のデータは { $until } まで保全されています。何も削除していません。保全を解除するか、期日をお待ちください。
    .title = 保全中です
problem-donor-kept-by-law = 寄附者名簿と受領証明書の控えは、法令により保存が必要です。この方は { $erasable_from } から削除できます。何も削除していません。
    .title = 法令により保存中です
problem-guardian-still-answers = この世帯のお子さんには、ほかに保護者がいません。何も削除していません。別の保護者を登録するか、世帯ごと削除してください。
    .title = ただ一人の保護者です
problem-erasure-plan-changed = 確認後に、削除される内容が変わりました。何も削除していません。もう一度内容をご確認ください。
    .title = 確認した内容と異なります
problem-retention-plan-changed = 確認後に、対象が変わりました。何も削除していません。もう一度内容をご確認ください。
    .title = 確認した内容と異なります
problem-retention-run-not-found = この保存期間の処理は見つかりません。
    .title = 処理が見つかりません
problem-hold-not-found = この保全は見つかりません。
    .title = 保全が見つかりません
problem-hold-already-over = 保全の期日は将来の日とし、解除は一度だけできます。
    .title = 保全は終わっています
problem-breach-not-found = この漏えい等の事案は見つかりません。
    .title = 事案が見つかりません
problem-breach-closed = この事案は終了しており、変更できません。新たに判明したことがあれば、新しい事案を開いてください。
    .title = 事案は終了しています
problem-breach-not-reported = 確報を提出し、本人への通知を終えてから終了できます。
    .title = まだ報告が終わっていません
problem-breach-date-invalid = 日時が将来であるか、前後が合いません。
    .title = 日時が正しくありません
problem-breach-scope-missing = 対象となる操作の範囲がまだ決まっていません。先に期間を指定してください。
    .title = 範囲が未指定です
problem-breach-export-not-approved = 対象者の一覧は、別の方が承認してから一日のあいだ開けます。
    .title = 二人目の承認が必要です
problem-breach-draft-changed = 新しい版(第{ $version }版)があります。今回の内容は保存していません。先にお読みください。
    .title = 新しい版があります
problem-installation-not-empty = この団体はすでに登録されています。何も取り込んでいません。
    .title = すでに登録されています
problem-archive-unreadable = この書庫は読めないか、書き換えられています。何も取り込んでいません。
    .title = 書庫を読めません
problem-archive-without-people = この書庫には個人データが含まれていないため、読むことはできますが取り込めません。個人データを含めて書き出してください。
    .title = 個人データのない書庫

## だれのデータか

subject-child = お子さん
subject-guardian = 保護者
subject-household = 世帯
subject-donor = 寄附者

## 削除されるもの

gone-people = 鍵を廃棄した人の数
gone-sealed_fields = 本人がわかる項目
gone-blind_indexes = 検索用の索引
gone-evidence = 提出書類
gone-application_facts = 内容を消した申請
gone-pending_applications = 未決定のまま終わる申請
gone-live_vouchers = 失効させたクーポン
gone-returned_yen = 基金へ戻した金額(円)
gone-cards = 読めなくしたカード
gone-open_awards = 取り消した採択
gone-waiting_places = 補欠の順番
gone-classroom_places = 教室の在籍
gone-bank_payers = 入金の振込名義
gone-answers = 応答の控え
gone-inbox_payloads = 受信メッセージの控え
gone-outbox_payloads = 送信メッセージの控え
gone-sign_in = サインインの記録

## 残るもの

kept-ledger_transfers = 元帳の振替
kept-vouchers = クーポン(番号のみ)
kept-redemptions = 利用(番号のみ)
kept-decisions = 決定(符号のみ)
kept-consents = 同意の記録
kept-donations = 寄附(番号のみ)
kept-receipts = 受領証明書(番号のみ)
kept-audit_entries = 操作記録
kept-disclosures = 提供・開示の記録

ground-books = 会計帳簿と証憑(7年以上)
ground-donor_list = 寄附者名簿(5年)
ground-proof_of_consent = 同意があったことの証明
ground-sharing_record = 第三者提供に係る記録(個人情報保護法第29条)
ground-accountability = だれがデータをどう扱ったかの証明

erasure-ground-request = 本人からの請求(個人情報保護法第35条)
erasure-ground-consent_withdrawn = 同意の撤回
erasure-ground-not_needed = 利用する必要がなくなった(同法第22条)
erasure-ground-term_over = 保存期間の満了

asked-by-guardian = 保護者
asked-by-child = お子さん本人
asked-by-donor = 寄附者
asked-by-office = 事務局
asked-by-schedule = 保存期間表

erasure-preview-gone = 廃棄されるもの(まだ何も廃棄していません)
erasure-preview-kept = 氏名等なしで残ることになるものと、その理由

erasure-report-title = 個人データ削除報告書
erasure-report-number = 番号
erasure-report-day = 削除日
erasure-report-whom = 対象
erasure-report-ground = 根拠
erasure-report-asked-by = 申出者
erasure-report-by = 実施者
erasure-report-gone = 廃棄したもの
erasure-report-kept = 氏名等なしで残るものと、その理由
erasure-report-end = この方のデータの鍵を廃棄しました。バックアップに残るデータも、もう読むことはできません。

## 保存期間表

retention-evidence = 申請の提出書類
    .holds = ご家庭から提出された証明書の写し
    .from = 決定または取下げ
    .ground = 決定のためにのみ必要(個人情報保護法第22条)
retention-not_selected = 採択されなかった申請者
    .holds = お子さんとご家庭の氏名、カナ、生年月日、学校、連絡先、所得区分
    .from = 最後の決定または最後の回の採択。補欠の方はその年度のあいだ、評価に同意した方は最長3年
    .ground = 利用する必要がなくなった(同法第22条)
retention-participants = クーポンを受けたお子さんとご家庭
    .holds = お子さんとご家庭の氏名、カナ、生年月日、学校、連絡先、所得区分
    .from = 最後の年度の終わり
    .ground = 精算、自治体の検査、請求権(民法第166条)
retention-donors_without_gift = 入金のなかった寄附者
    .holds = 氏名、連絡先、住所
    .from = 最後の申込み
    .ground = 利用する必要がなくなった(同法第22条)
retention-donors = 寄附者
    .holds = 氏名、連絡先、住所
    .from = 最後の寄附の事業年度末。受領証明書を発行した方は7年
    .ground = 寄附者名簿(認定NPO法人、5年)、受領証明書の控え(会計の証憑、7年)
retention-bank_payers = 入金の振込名義
    .holds = 銀行から伝えられたカナ名義
    .from = 入金の事業年度末
    .ground = 会計の証憑(7年)
retention-consents = 同意の記録
    .holds = 目的、同意した人、期間
    .from = 撤回、またはお子さんの削除
    .ground = 同意があったことの証明
retention-sharing_records = 提供・開示の記録
    .holds = だれにどの種類のデータを渡したか
    .from = 提供または開示
    .ground = 第三者提供に係る記録(同法第29条、3年)
retention-refused_attempts = 窓口で断られた操作
    .holds = 教室、読取機、理由
    .from = 操作の時
    .ground = 不正利用の防止。符号は残さない
retention-sign_in = サインインの記録
    .holds = いつ、どの種類のブラウザーで入ったか
    .from = その終わり
    .ground = 不正利用の防止
retention-breaches = 漏えい等報告書の文面
    .holds = 下書きと提出した文面
    .from = 事案の終了
    .ground = 委員会や本人からの問い合わせ
retention-given_answers = 再送のための応答の控え
    .holds = 要求への応答
    .from = 応答
    .ground = 通信が切れた後の再送
retention-outbox_messages = 配達済みのメッセージ
    .holds = 出来事の番号
    .from = 配達
    .ground = 不具合の調査
retention-inbox_payloads = 決済代行からのメッセージ
    .holds = 寄附者の連絡先を含む、伝えられた内容
    .from = 受信
    .ground = 不具合の調査。重複を知るため番号は残す
retention-job_runs = 定期処理の実行
    .holds = 名前と時刻
    .from = 実行の終わり
    .ground = 運用
retention-receipts = 受領証明書
    .holds = 番号、日付、金額。氏名なし
    .from = ―
    .ground = 欠番のない連番。氏名は寄附者とともに消える
retention-books = 元帳、クーポン、利用
    .holds = 番号ごとの金額。氏名なし
    .from = ―
    .ground = 会計。一円まで追えるように
retention-audit_log = 操作記録
    .holds = だれがいつ何をしたか(番号)。氏名なし
    .from = ―
    .ground = 各記録が前の記録を証明する。欠ければ後のすべてが証明できなくなる
retention-erasure_reports = 削除の報告
    .holds = 件数、日付、番号。氏名なし
    .from = ―
    .ground = 削除の証明。バックアップを戻したときに再び必要

retention-action-erase_person = 鍵を廃棄し項目を消す
retention-action-destroy_files = ファイルを廃棄する
retention-action-delete_rows = 削除する
retention-action-empty_columns = 項目を消す
retention-action-keep = 残す

## 漏えい等

breach-kind-sensitive = 要配慮個人情報
breach-kind-financial_harm = 財産的被害のおそれ
breach-kind-wrongful_purpose = 不正の目的のおそれ
breach-kind-many_people = 1,000人を超える

breach-status-open = 対応中
breach-status-preliminary_reported = 速報済み
breach-status-final_reported = 確報済み
breach-status-closed = 終了

timer-done = 報告済みです。
timer-running = { $day }日目。目標日は{ $aim }、期限は{ $last }です。
timer-due_today = { $day }日目。今日が目標日です。期限は{ $last }です。
timer-overdue = { $day }日目。目標日({ $aim })を過ぎています。{ $days_left ->
    [0] 今日が期限です。
    [1] 明日が期限です。
   *[other] あと{ $days_left }日、期限は{ $last }です。
  }
timer-past_limit = { $day }日目。期限({ $last })を過ぎています。ただちに報告してください。

data-item-name = 氏名
data-item-birth_date = 生年月日
data-item-school = 学校名
data-item-contact = 電話番号、メールアドレス
data-item-address = 住所
data-item-income = 所得
data-item-benefits = 公的支援の受給状況
data-item-certificate = 提出された証明書
data-item-eligibility = 審査の結果
data-item-card = クーポンのカード
data-item-gift = 寄附の内容
data-item-record = 利用等の記録

report-item-summary = 1 概要
report-item-data_items = 2 漏えい等が発生し、又は発生したおそれがある個人データの項目
report-item-people = 3 漏えい等が発生し、又は発生したおそれがある個人データに係る本人の数
report-item-cause = 4 原因
report-item-secondary_harm = 5 二次被害又はそのおそれの有無及びその内容
report-item-response_to_people = 6 本人への対応の実施状況
report-item-publication = 7 公表の実施状況
report-item-prevention = 8 再発防止のための措置
report-item-other = 9 その他参考となる事項

report-unknown = 確認中
report-summary = { $aware }に事態を知りました。区分:{ $kinds }。
report-item-count = { $item }({ $people }人)
report-people-count = { $kind } { $people }人
report-people = 合計{ $total }人({ $people })
report-people-told = { $day }に本人へ通知しました。
report-acts = 操作記録によれば、{ $since }から{ $until }までに{ $actors }の操作者が{ $touches }件の操作をしました。

affected-kind = 区分
affected-id = 番号
affected-items = データの項目
affected-child = お子さんの氏名
affected-name = 氏名
affected-postcode = 郵便番号
affected-address = 住所
affected-email = メールアドレス
affected-phone = 電話番号

## 保有している個人データ

record-title = 保有している個人データ
record-as-of = { $at } 現在
record-none = ありません。
record-section-person = ご本人
record-section-guardians = 保護者
record-section-household = 世帯
record-section-consents = 同意
record-section-applications = 申請
record-section-evidence = 提出書類
record-section-vouchers = クーポン
record-section-redemptions = クーポンの利用
record-section-gifts = ご寄附
record-section-receipts = 受領証明書
record-section-disclosures = データの提供先
record-section-readings = 記録の取扱いと目的

record-field-name = 氏名
record-field-kana = カナ
record-field-country = 国
record-field-birth_date = 生年月日
record-field-school = 学校
record-field-phone = 電話番号
record-field-email = メールアドレス
record-field-reference = 世帯番号
record-field-postcode = 郵便番号
record-field-address = 住所
record-field-benefits = 公的支援
record-field-income = 所得
record-field-members = 世帯人数
record-field-purpose = 目的
record-field-given_by = 同意した人
record-field-given_at = 同意日時
record-field-withdrawn_at = 撤回日時
record-field-programme = 事業
record-field-submitted_at = 申請日時
record-field-grade_no = 学年
record-field-decision = 決定
record-field-decided_at = 決定日時
record-field-kind = 種類
record-field-uploaded_at = 提出日時
record-field-status = 状態
record-field-destroyed_at = 廃棄日時
record-field-issued_at = 発行日時
record-field-amount_minor = 金額(円)
record-field-valid_until = 有効期限
record-field-service_on = 利用日
record-field-provider = 教室等
record-field-category = 区分
record-field-reversed_minor = 取消(円)
record-field-started_at = 申込日時
record-field-campaign = 募集
record-field-channel = 方法
record-field-refunded_minor = 返金(円)
record-field-settled_at = 入金日時
record-field-year = 年
record-field-serial = 番号
record-field-accepted_on = 受入日
record-field-disclosed_at = 日時
record-field-recipient = 提供先
record-field-items = 項目
record-field-day = 日
record-field-action = 操作
record-field-times = 回数
