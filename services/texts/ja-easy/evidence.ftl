# もうしこみの 書類（しょるい）

evidence-my-number-warning = マイナンバー（12この 数字）は 送らないで ください。書類に 書いて ある ときは、数字を ぜんぶ かくして 写真を とって ください。

evidence-kind-income-certificate = 収入（しゅうにゅう）の 証明書（しょうめいしょ）
evidence-kind-benefit-certificate = うけて いる 支援（しえん）の お知らせ
evidence-kind-residence-certificate = 住民票（じゅうみんひょう）（マイナンバーが ない もの）
evidence-kind-school-record = 学校に 行って いる ことの 証明書
evidence-kind-guardianship-record = 保護者（ほごしゃ）で ある ことの 証明書

evidence-uploaded = 書類が とどきました。ウイルスが ないか しらべて います。
evidence-scanned = 書類が とどきました。これから 見ます。
evidence-accepted = 書類を 見ました。だいじょうぶです。お待ちください。
evidence-rejected-unreadable = 書類が 読めませんでした。明るい ところで、もう一度 写真を とって ください。
evidence-rejected-incomplete = 書類が たりません。ぜんぶの ページを 送って ください。
evidence-rejected-out-of-date = 古い 書類でした。今年の ものを 送って ください。
evidence-rejected-wrong-document = べつの 書類でした。ひつような 書類を もう一度 見て ください。
evidence-rejected-of-another-person = ほかの 人の 書類でした。あなたの 家の 書類を 送って ください。
evidence-rejected-contains-my-number = 書類に マイナンバーが 見えて いました。あぶないので、ファイルを すてました。のこって いません。数字を かくして、もう一度 送って ください。
evidence-rejected-must-not-be-kept = わたしたちが もって いては いけない 書類でした。ファイルを すてました。ひつような 書類を 送って ください。
evidence-destroyed-contains-my-number = { evidence-rejected-contains-my-number }
evidence-destroyed-must-not-be-kept = { evidence-rejected-must-not-be-kept }
evidence-destroyed-infected = ファイルに ウイルスが ありました。ファイルを すてました。もう一度 写真を とって 送って ください。
evidence-destroyed-taken-back = 書類を とりさげました。ファイルは すてました。
evidence-destroyed-retention = もう いらないので、ファイルを すてました。
evidence-destroyed-erased = お子さんの ほかの 情報（じょうほう）と いっしょに すてました。
evidence-destroyed-lost = ごめんなさい。こちらで ファイルを なくしました。もう一度 送って ください。
evidence-destroyed-restored = ファイルは 前に すてました。

problem-evidence-empty = ファイルに 何も ありません。もう一度 えらんで ください。
    .title = ファイルが からです
problem-evidence-type-refused = この ファイルは うけとれません。写真（JPEG・PNG・WebP・HEIC）か PDFを 送って ください。
    .title = うけとれない ファイルです
problem-evidence-damaged = ファイルが こわれて います。もう一度 写真を とって ください。
    .title = ファイルが こわれて います
problem-evidence-active = この PDFは うけとれません。ページの 写真を とって 送って ください。
    .title = うけとれない PDFです
problem-evidence-kind-not-asked = この 書類は いりません。
    .title = いらない 書類です
problem-evidence-too-many = 書類が { $most }こ あります。どれかを とりさげてから 送って ください。
    .title = 書類が 多すぎます
problem-files-unavailable = いま ファイルを うけとれません。あとで もう一度 送って ください。
    .title = うけとれません
problem-uploads-closed = いま 書類を うけとれません。事務局（じむきょく）に 聞いて ください。
    .title = うけとれません
