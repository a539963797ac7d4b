# 申込みの書類

evidence-my-number-warning = マイナンバー（個人番号）は送らないでください。書類に記載がある場合は、12桁すべてを隠して撮影するか、記載のない書類を取り寄せてください。

evidence-kind-income-certificate = 所得を証明する書類（課税（非課税）証明書）
evidence-kind-benefit-certificate = 受けている支援の通知・証明書
evidence-kind-residence-certificate = 住民票の写し（マイナンバーの記載がないもの）
evidence-kind-school-record = 在学を証明する書類
evidence-kind-guardianship-record = 保護者であることを証明する書類

evidence-uploaded = 書類が届きました。ウイルスの検査をしています。
evidence-scanned = 書類が届きました。これから確認します。
evidence-accepted = 書類を確認しました。このままお待ちください。
evidence-rejected-unreadable = 書類を読み取れませんでした。明るい場所で、四隅が入るように撮り直してください。
evidence-rejected-incomplete = 書類の一部が足りません。すべてのページを送ってください。
evidence-rejected-out-of-date = 最新の書類ではないようです。今年度のものを送ってください。
evidence-rejected-wrong-document = 必要な書類とは別のものでした。一覧をもう一度ご確認ください。
evidence-rejected-of-another-person = ほかの方の書類でした。ご家庭の書類を送ってください。
evidence-rejected-contains-my-number = 書類にマイナンバーが写っていました。安全のためファイルを廃棄し、内容は残していません。番号を隠して、もう一度送ってください。
evidence-rejected-must-not-be-kept = お預かりできない種類の書類でした。安全のためファイルを廃棄し、内容は残していません。一覧にある書類を送ってください。
evidence-destroyed-contains-my-number = { evidence-rejected-contains-my-number }
evidence-destroyed-must-not-be-kept = { evidence-rejected-must-not-be-kept }
evidence-destroyed-infected = ファイルからウイルスが見つかったため、廃棄しました。書類を撮り直して送ってください。
evidence-destroyed-taken-back = 書類は取り下げられ、ファイルは廃棄されました。
evidence-destroyed-retention = 役目を終えたため、ファイルを廃棄しました。
evidence-destroyed-erased = お子さまの情報とともに廃棄されました。
evidence-destroyed-lost = 申し訳ありません。こちらの不具合でファイルが失われました。もう一度送ってください。
evidence-destroyed-restored = ファイルは以前に廃棄されています。

## 起こりうる問題

problem-evidence-not-found = この書類は見つかりません。
    .title = 書類が見つかりません
problem-evidence-kind-not-asked = この募集では必要のない書類のため、お預かりしません。
    .title = 必要のない書類です
problem-evidence-too-many = 書類がすでに { $most } 件あります。どれかを取り下げてから送ってください。
    .title = 書類が多すぎます
problem-evidence-id-reused = この番号では、すでに別の書類が送られています。
    .title = 使用済みの番号です
problem-evidence-empty = ファイルの中身がありません。もう一度選んでください。
    .title = 空のファイルです
problem-evidence-type-refused = この種類のファイルは受け取れません。写真（JPEG・PNG・WebP・HEIC）かPDFを送ってください。
    .title = 受け取れない種類のファイルです
problem-evidence-damaged = ファイルが壊れているか、途中で切れています。撮り直すか、PDFを保存し直してください。
    .title = ファイルが壊れています
problem-evidence-active = このPDFにはプログラムや別のファイルが含まれているか、パスワードがかかっています。ページの写真か、印刷し直したPDFを送ってください。
    .title = 受け取れないPDFです
problem-evidence-not-scanned = ウイルスの検査がまだ終わっていません。数分後にもう一度お試しください。
    .title = 検査が終わっていません
problem-evidence-reviewed = この書類には、すでに別の判断が記録されています。
    .title = すでに判断されています
problem-evidence-is-gone = この書類は廃棄されました。
    .title = 廃棄された書類です
problem-evidence-file-missing = この書類のファイルが保管場所に見つかりません。運用担当者に知らせてください。
    .title = ファイルが見つかりません
problem-files-unavailable = いまファイルを保管できません。失われたものはありません。時間をおいてもう一度お試しください。
    .title = ファイルを保管できません
problem-scanner-unavailable = ウイルス検査の応答がありません。検査待ちの書類は開けません。
    .title = ウイルス検査を使えません
problem-uploads-closed = いまは書類を受け取れません。提出の方法を事務局にお尋ねください。
    .title = 書類の受付を停止しています
