# 同意（どうい）

consent-processing = この 支援（しえん）の ために 情報（じょうほう）を つかう こと
consent-sharing-with-municipality = 市や 区（く）に 知らせる こと
consent-sharing-with-provider = 教室（きょうしつ）に 知らせる こと
consent-evaluation = 支援が 役に 立ったか しらべる ために つかう こと
consent-mentoring = ボランティアの 人が 相談（そうだん）に のる こと
consent-given-by-guardian = 保護者（ほごしゃ）
consent-given-by-child = 本人（ほんにん）
consent-column-purpose = 何の ため
consent-column-given-by = だれが
consent-column-given-at = いいと 言った 日
consent-column-withdrawn-at = やめた 日
