# What families read, in easy Japanese.

refusal-bad-format = この コードは よみとれませんでした。もう いちど ためして ください。
refusal-bad-code = コードの 文字（もじ）が ちがいます。カードを 見（み）て、もう いちど 入（い）れて ください。
refusal-unknown-key = このクーポンは きょうは つかえません。教室（きょうしつ）の 人（ひと）に 機械（きかい）の データを 新（あたら）しく して もらって ください。
refusal-bad-signature = このクーポンは きょうは つかえません。カードの 下（した）の 電話番号（でんわばんごう）に 電話（でんわ）して ください。
refusal-wrong-programme = このクーポンは、ここでは つかえません。ほかの まちや ほかの 年（とし）の クーポンです。
refusal-key-compromised = このクーポンは インターネットが つながる ところで つかえます。
refusal-key-expired = この カードは 古（ふる）いです。新（あたら）しい カードを つかって ください。
refusal-not-yet-valid = このクーポンは まだ つかえません。つかえる 日（ひ）まで まって ください。
refusal-expired = このクーポンを つかえる 日（ひ）は 終（お）わりました。
refusal-status-unavailable = このクーポンを いま たしかめられません。インターネットが つながる ところで もう いちど ためして ください。
refusal-status-stale = このクーポンを いま たしかめられません。教室（きょうしつ）の 人（ひと）に 機械（きかい）の データを 新（あたら）しく して もらって ください。
refusal-revoked = この カードは もう つかえません。新（あたら）しい カードが あれば、それを つかって ください。
refusal-suspended = このクーポンは いま とまって います。カードの 下（した）の 電話番号（でんわばんごう）に 電話（でんわ）して ください。
refusal-unknown-credential = この コードの クーポンは ありません。カードを 見（み）て、もう いちど 入（い）れて ください。

card-contact = わからない ときは: { $contact }
card-hint-show = きょうしつで、この カードを みせて ください。
card-hint-lost = なくした ときは、でんわを してください。
card-label-amount = つかえる おかね
card-label-until = いつまで
card-label-code = コード
card-label-name = なまえ
