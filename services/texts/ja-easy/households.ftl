# かぞく・こども・もうしこみ・しんさ

grade-1 = 小学校1年生
grade-2 = 小学校2年生
grade-3 = 小学校3年生
grade-4 = 小学校4年生
grade-5 = 小学校5年生
grade-6 = 小学校6年生
grade-7 = 中学校1年生
grade-8 = 中学校2年生
grade-9 = 中学校3年生
grade-10 = 高校1年生
grade-11 = 高校2年生
grade-12 = 高校3年生

grade-band-preschool = 小学校に 入る前
grade-band-elementary = 小学生
grade-band-junior-high = 中学生
grade-band-senior-high = 高校生
grade-band-after-school-age = 高校を 出た あと

benefit-public-assistance = 生活保護（せいかつほご）
benefit-school-aid = 就学援助（しゅうがくえんじょ）
benefit-child-rearing-allowance = 児童扶養手当（じどうふようてあて）
benefit-single-parent-medical = ひとり親（おや）の 家の 医療費（いりょうひ）の 助成（じょせい）
benefit-tax-exempt = 住民税（じゅうみんぜい）を はらわなくて よい こと
benefit-none = どれも ない

income-ceiling = { $members }人の 家は 1年に { $ceiling }円まで

reason-grade-in-met = 学年（がくねん）は だいじょうぶです（{ $grades }）。
reason-grade-in-unmet = もうしこみが できる 学年（がくねん）は { $grades }です。お子さんの 学年は 入って いません。
reason-benefit-in-met = { $benefits }の どれかを うけて いる ことが わかりました。
reason-benefit-in-unmet = { $benefits }の どれかを うけて いる ことが わかりませんでした。
reason-residence-in-met = 住（す）んで いる 町は だいじょうぶです。
reason-residence-in-unmet = もうしこみが できる 町に 住（す）んで いません。
reason-income-at-most-by-household-size-met = 家の 収入（しゅうにゅう）は だいじょうぶです（{ $ceilings }）。
reason-income-at-most-by-household-size-unmet = 家の 収入（しゅうにゅう）が きまり（{ $ceilings }）に 合うか わかりませんでした。
reason-age-under-on-met = 年（とし）は だいじょうぶです（{ $day }に { $years }さいより 下）。
reason-age-under-on-unmet = もうしこみが できる 人は、{ $day }に { $years }さいより 下の 人です。
