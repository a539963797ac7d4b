# ぼしゅう・ちゅうせん

award-status = { $status ->
    [offered] へんじを まっています
    [accepted] もらうと へんじしました
    [declined] ことわりました
   *[withdrawn] とりけしに なりました
}
draw-result = { $result ->
    [selected] あたり
   *[waiting] じゅんばんまち
}

problem-award-not-found = その クーポンの おしらせは みつかりません。
    .title = みつかりません
problem-award-not-open = この クーポンは もう { $status ->
    [declined] ことわって あります
   *[withdrawn] とりけしに なりました
}。
    .title = もう おわっています
problem-reply-too-late = へんじを する 日が すぎました。事務局（じむきょく）に そうだんして ください。
    .title = へんじの 日が すぎました
problem-not-on-waiting-list = この もうしこみは、じゅんばんを まって いません。
    .title = じゅんばんまちでは ありません
problem-award-already-issued = クーポンは もう できています。やめたい ときは 事務局（じむきょく）に 言って ください。
    .title = クーポンは もう できています
