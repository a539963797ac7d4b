# 世帯・子ども・申込み・審査

## 学年と学校の区分

grade-1 = 小1
grade-2 = 小2
grade-3 = 小3
grade-4 = 小4
grade-5 = 小5
grade-6 = 小6
grade-7 = 中1
grade-8 = 中2
grade-9 = 中3
grade-10 = 高1
grade-11 = 高2
grade-12 = 高3

grade-band-preschool = 就学前
grade-band-elementary = 小学生
grade-band-junior-high = 中学生
grade-band-senior-high = 高校生
grade-band-after-school-age = 高校卒業後

## 受けている支援

benefit-public-assistance = 生活保護
benefit-school-aid = 就学援助
benefit-child-rearing-allowance = 児童扶養手当
benefit-single-parent-medical = ひとり親家庭医療費助成
benefit-tax-exempt = 住民税非課税
benefit-none = 該当なし

list-separator = 、
day-of-year = { $year }年{ $month }月{ $day }日
income-ceiling = { $members }人世帯 { $ceiling }円以下

## 審査の理由（条件ごと）

reason-grade-in-met = 対象の学年（{ $grades }）に当てはまります。
reason-grade-in-unmet = この募集の対象は{ $grades }です。お子さまの学年は対象に含まれていません。
reason-benefit-in-met = 対象となる制度（{ $benefits }）の利用を確認しました。
reason-benefit-in-unmet = 対象となる制度（{ $benefits }）の利用を確認できませんでした。
reason-residence-in-met = 対象の地域にお住まいです。
reason-residence-in-unmet = お住まいの地域は、この募集の対象に含まれていません。
reason-income-at-most-by-household-size-met = 世帯の所得は基準（{ $ceilings }）の範囲内です。
reason-income-at-most-by-household-size-unmet = 世帯の所得が基準（{ $ceilings }）の範囲内であることを確認できませんでした。
reason-age-under-on-met = { $day }時点で{ $years }歳未満です。
reason-age-under-on-unmet = この募集の対象は、{ $day }時点で{ $years }歳未満の方です。

## 対象かどうかの確認（番号と はい・いいえ だけ）

eligibility-column-application = 申込番号
eligibility-column-eligible = 対象
eligibility-yes = はい
eligibility-no = いいえ

## 名簿の取り込み

import-roster-checked = 名簿を取り込めます。まだ何も書き込んでいません。
import-roster-done = 名簿を取り込みました。
import-roster-counts = 世帯 { $households }（新規 { $households_new }、更新 { $households_changed }）、子ども { $children }（新規 { $children_new }）、新しい申込み { $applications_new } 件、重複の疑い { $duplicates } 件、誤り { $errors } 件。

row-kana-expected = ふりがなは、ひらがなかカタカナで書いてください。
row-character-lost = 氏名に読めない文字が { $count } 字あります（外字が「〓」や「?」に置き換わった可能性があります）。正しい文字か、代わりの文字に直してください。
row-postcode-expected = 郵便番号は7桁の数字で書いてください。
row-phone-expected = 電話番号として読めません。市外局番からの数字で書いてください。
row-benefit-unknown = 支援区分を読み取れません。生活保護、就学援助、児童扶養手当、ひとり親家庭医療費助成、住民税非課税、なし のいずれかで書いてください（複数は「、」で区切ります）。
row-number-expected = 0以上の整数で書いてください。
row-grade-expected = 学年は「小1」から「高3」までの形で書いてください。
row-grade-reason-missing = 学年が、生年月日から計算した学年と異なります。正しい場合は「学年理由」の列に理由を書いてください。
row-municipality-expected = 自治体コードは5桁か6桁の数字で書いてください。
row-mark-expected = 「○」「×」か、同意した日を書いてください。
row-birth-date-implausible = お子さまの生年月日とは考えにくい日付です（未来の日付か、{ $years }年以上前の日付です）。
row-child-twice = { $other } 行目と同じお子さまです。
row-household-conflict = 同じ世帯の { $other } 行目と内容が異なります。

## 起こりうる問題

problem-child-not-found = このお子さまの登録は見つかりません。
    .title = お子さまの登録が見つかりません
problem-application-not-found = この申込みは見つかりません。
    .title = 申込みが見つかりません
problem-duplicate-report-not-found = この重複の報告は見つかりません。
    .title = 重複の報告が見つかりません
problem-already-applied = このお子さまは、この募集にすでに別の内容で申し込んでいます。
    .title = すでに申込みがあります
problem-application-withdrawn = この申込みは取り下げられているため、審査できません。
    .title = 取り下げられた申込みです
problem-application-not-decided-yet = この申込みはまだ審査されていません。
    .title = まだ審査されていません
problem-duplicate-already-resolved = この重複の報告には、すでに別の判断が記録されています。
    .title = すでに判断されています
problem-consent-missing = この利用目的への同意がないか、取り消されています。
    .title = 同意がありません
problem-household-detail-invalid = 入力の形が正しくありません。
    .title = 入力の形が正しくありません
problem-roster-refused = 名簿に直すところが { $errors } か所あるため、何も取り込みませんでした。
    .title = 名簿に直すところがあります
