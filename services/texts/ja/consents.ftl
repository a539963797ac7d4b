# 同意

## 同意（目的ごと）

consent-processing = この支援のための個人情報の取扱い
consent-sharing-with-municipality = 自治体との共有
consent-sharing-with-provider = 教室との共有
consent-evaluation = 評価への利用
consent-mentoring = ボランティアによる相談支援
consent-given-by-guardian = 保護者
consent-given-by-child = 本人
consent-column-purpose = 目的
consent-column-given-by = 同意した人
consent-column-given-at = 同意日時
consent-column-withdrawn-at = 取消日時

row-consent-missing = 個人情報の取扱いへの保護者の同意（列「取扱同意」）がないため、登録できません。ご家庭にご確認ください。
row-own-consent-missing = 16歳以上のお子さまには、本人の同意も必要です。本人に確認し、「本人同意」の列に「○」を書いてください。
