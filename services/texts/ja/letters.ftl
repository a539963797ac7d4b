# 郵便でのサインインと、団体の認証基盤でのサインイン。

problem-pin-change-required = コードと印刷された暗証番号は正しいです。これから使うご自分の暗証番号を決めてください。
    .title = 暗証番号を決めてください
problem-pin-too-simple = ほかの人がまっさきに試す番号です。別の暗証番号にしてください。
    .title = 暗証番号が簡単すぎます
problem-oidc-provider-unknown = この団体には、認証基盤が設定されていません。
    .title = 認証基盤がありません
problem-oidc-issuer-refused = 認証基盤のアドレスとして使えません。httpsで、ホスト名があり、?以降のないものにしてください。
    .title = 発行者のアドレスが使えません
problem-oidc-provider-unavailable = 認証基盤が正しく応答しません（{ $reason }）。
    .title = 認証基盤が応答しません
problem-oidc-refused = 認証基盤の応答が正しくないか、ここに登録のない方についてのものです。
    .title = サインインできません

letter-caption = サインインのお手紙：{ $count }通
letter-number = { $count }通のうち{ $number }通目
letter-addressee = { $name } 様
letter-title = ご家庭のページのご案内
letter-why = { $organisation }が、ご家庭のページをご用意しました。クーポンの残高や、使いみちをご覧いただけます。メールアドレスは要りません。この紙のコードと、別の紙でお届けする暗証番号でお入りください。
letter-step-open = 次のアドレスを開くか、スマートフォンのカメラを四角い模様にかざします。
letter-step-code = コードが入っていなければ、入力します。
letter-step-pin = 別の紙の暗証番号を入力し、続けてご自分の暗証番号（人に当てられない6けた以上の数字）を決めます。
letter-label-code = コード
letter-label-pin = はじめの暗証番号
letter-label-qr = アドレスとコード
letter-until = 一度も使わない場合は{ $year }年{ $month }月{ $day }日まで有効です。
letter-keep = この紙は大切に保管してください。コードと暗証番号の両方を知る人は、ご家庭のページを見ることができます。なくしたとき、暗証番号を忘れたときは、新しいお手紙をお送りします。古いものは使えなくなります。
letter-contact = { $contact }
letter-pin-title = はじめの暗証番号
letter-pin-why = { $organisation }から別にお届けするお手紙といっしょに、一度だけ使います。ご自分の暗証番号を決めたら、この紙は捨ててください。
