mail-role-family = 家族（かぞく）
mail-link-greeting = { $organisation } からの メールです。
mail-link-sign-in-subject = { $organisation }：入（はい）るための リンク
mail-link-sign-in-why = 下（した）の リンクを おすと、{ $organisation } の あなたの ページに 入（はい）れます。
mail-link-sign-in-button = 入（はい）る
mail-link-until = リンクは 1回（かい）だけ つかえます。{ $until } まで つかえます。
mail-link-otherwise = じぶんで たのんで いない ときは、何（なに）も しないで ください。
mail-instant = { $year }年（ねん）{ $month }月（がつ）{ $day }日（にち） { $time }
