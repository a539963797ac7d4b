# 募集・抽選・給付の決定・補欠

round-status = { $status ->
    [announced] 募集中
    [closed] 受付終了
    [drawn] 抽選済み
   *[awarded] 給付決定済み
}
award-status = { $status ->
    [offered] ご返事待ち
    [accepted] 受諾
    [declined] 辞退
   *[withdrawn] 取消
}
draw-result = { $result ->
    [selected] 当選
   *[waiting] 補欠
}

problem-draw-number-invalid = { $column ->
    [priority] 優先順位「{ $value }」は、9桁までの0以上の整数で指定してください。
   *[score] 点数「{ $value }」は、小数点の前後それぞれ30桁までの数字で指定してください。
}
    .title = 抽選に使えない数値です
problem-candidate-twice = 同じ ID「{ $candidate_id }」の候補者が二人います。
    .title = 候補者が重複しています
problem-candidates-unreadable = 候補者のファイルに誤りが { $errors } か所あります（最初は { $row } 行目）。抽選は行われていません。
    .title = 候補者のファイルを読めません
problem-round-not-found = その募集は見つかりません。
    .title = 募集が見つかりません
problem-round-id-reused = この ID は、内容の異なる募集ですでに使われています。
    .title = ID の再使用
problem-round-terms-invalid = { $field ->
    [fund_ids] 財源となる基金を、重複なく一つ以上指定してください。
    [closes_at] 受付の終了は、開始より後の、まだ来ていない時刻にしてください。
    [places] 定員は1人以上で指定してください。
    [budget] 予算は1円以上で指定してください。
    [seed] 抽選の種は32バイトで指定してください。
   *[reply_days] 返事の期限は1日以上で指定してください。
}
    .title = 募集の条件が正しくありません
problem-round-still-open = 公表した受付期間がまだ終わっていないため、締め切ることができません。
    .title = 受付期間中です
problem-round-not-ready = この募集は「{ $status ->
    [announced] 募集中
    [closed] 受付終了
    [drawn] 抽選済み
   *[awarded] 給付決定済み
}」です。この操作は「{ $needed ->
    [announced] 募集中
    [closed] 受付終了
    [drawn] 抽選済み
   *[awarded] 給付決定済み
}」のときにだけできます。
    .title = 募集の段階が合いません
problem-applications-undecided = 審査の終わっていない申込みが { $count } 件あります。すべての方に結果をお知らせできるよう、先に審査を終えてください。
    .title = 審査中の申込みがあります
problem-duplicates-unresolved = 同じお子さんの重複申込みかもしれないものが { $count } 件、確認されていません。
    .title = 重複の確認が終わっていません
problem-candidates-changed = 候補者の一覧が、締切時に公表したハッシュ値と一致しません。抽選を中止しました。
    .title = 候補者の一覧が変わっています
problem-award-not-found = その給付の決定は見つかりません。
    .title = 給付の決定が見つかりません
problem-award-not-open = この給付は、すでに{ $status ->
    [declined] 辞退されています
   *[withdrawn] 取り消されています
}。
    .title = この給付は終了しています
problem-reply-too-late = お返事の期限を過ぎました。事務局までご相談ください。
    .title = お返事の期限を過ぎています
problem-not-on-waiting-list = この申込みは、補欠として順番をお待ちいただいている状態ではありません。
    .title = 補欠に登録されていません
problem-award-already-issued = すでにクーポンが発行されています。給付の決定ではなく、クーポンを取り消してください。
    .title = クーポン発行済みです
problem-return-too-large = 戻そうとした金額が、このクーポンに残っている財源を超えています。
    .title = 戻す金額が多すぎます

row-row-too-short = 見出しは { $expected } 列ですが、この行には { $found } 列しかありません。
row-column-unknown = 抽選に使わない列です。候補者のファイルは id、priority、score の3列だけにしてください。
row-candidate-twice = 同じ id が { $first } 行目にもあります。
row-priority-expected = 「{ $value }」を優先順位として読めません。9桁までの0以上の整数で書いてください（1が最優先）。
row-score-expected = 「{ $value }」を点数として読めません。72 や 72.5 のような半角の数字で書いてください。

draw-commitment = 種のコミットメント（SHA-256）
draw-candidates-hash = 候補者のハッシュ（SHA-256）
draw-algorithm = 抽選の方式
draw-column-rank = 順位
draw-column-id = ID
draw-column-priority = 優先順位
draw-column-score = 点数
draw-column-ticket = 抽選番号
draw-column-result = 結果
draw-row = { $row } 行目
