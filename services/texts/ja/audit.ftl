# 監査記録

problem-log-unknown = この団体の監査記録はまだ始まっていません。最初の記録が封じられたときに始まります。
    .title = 監査記録がありません
problem-audit-entry-unknown = この記録は監査記録にありません。
    .title = 記録が見つかりません
problem-audit-entry-not-signed = 記録は保存されていますが、署名済みのチェックポイントにまだ含まれていません。1分ほどたってから、もう一度お試しください。
    .title = まだ署名されていません
problem-checkpoint-unknown = 記録{ $tree_size }件の時点で署名されたチェックポイントはありません。
    .title = チェックポイントが見つかりません
problem-checkpoint-unreadable = 署名済みのチェックポイントとして読めません。受け取ったままの内容を渡してください。
    .title = チェックポイントを読めません
problem-tree-size-out-of-range = 記録{ $new_size }件の監査記録は、{ $old_size }件のものの続きではありません。どちらも1以上で、前者が後者を超えないように指定してください。
    .title = 件数の指定が正しくありません
problem-log-not-extended = 監査記録が、以前に署名した内容の続きになっていません（{ $reason }）。担当者が確認するまで署名を止めています。minori audit verify を実行してください。
    .title = 監査記録がつながりません
problem-witness-silent = 外部の保管先 { $witness } から応答がありません。チェックポイントは保存されており、あとでもう一度送ります。
    .title = 外部の保管先が応答しません
problem-witness-holds-other-size = 外部の保管先 { $witness } は、記録{ $size }件の時点までを保管しています。
    .title = 外部の保管先の件数が違います
problem-witness-refused = 外部の保管先 { $witness } には、同じ名前の別の監査記録があります。そのチェックポイントを使って minori audit verify を実行してください。
    .title = 外部の保管先が受け取りません
