problem-master-key-unavailable = 個人情報を保護する鍵に現在アクセスできません。しばらくしてからもう一度お試しください。
    .title = 鍵にアクセスできません
problem-key-versions-used-up = この鍵はこれ以上変更できません（255 版に達しています）。
    .title = 鍵の版数の上限
