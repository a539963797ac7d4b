# 寄付

problem-campaign-not-found = そのキャンペーンは見つかりません。
    .title = キャンペーンが見つかりません
problem-campaign-field-missing = 寄付される方が事前に読めるよう、必ずご記入ください：{ $field }
    .title = キャンペーンの必須項目が空欄です
problem-campaign-code-taken = コード「{ $campaign_code }」は、この事業の別のキャンペーンで使われています。
    .title = キャンペーンのコードが重複しています
problem-campaign-not-open = このキャンペーンの受付期間は { $opens_at } から { $closes_at } までです。
    .title = 受付期間外です
problem-campaign-ambiguous = コード「{ $campaign_code }」のキャンペーンが複数の事業にあります。事業も指定してください。
    .title = キャンペーンを一つに決められません
problem-overhead-over-cap = 運営費の割合（{ $overhead_bps } ベーシスポイント）が、事業の上限（{ $cap_bps }）の範囲にありません。
    .title = 運営費の上限を超えています
problem-donation-not-found = そのご寄付は見つかりません。
    .title = ご寄付が見つかりません
problem-donation-id-reused = この ID またはキーは、内容の異なるご寄付ですでに使われています。
    .title = ID の再使用
problem-donation-not-refundable = 返金できるのは入金済みのご寄付だけです（現在の状態：{ $status }）。
    .title = 返金できません
problem-refund-exceeds-donation = { $amount } は、このご寄付で返金できる残り { $refundable } を超えています。
    .title = 返金額がご寄付を超えています
problem-amount-not-positive = 金額は1円以上で指定してください。
    .title = 金額が正しくありません
problem-channel-not-payable = オンラインでお支払いいただけるのはカードとコンビニのみです（指定：{ $channel }）。
    .title = オンラインでは支払えません
problem-funds-short = 基金の入金済みのご寄付が { $missing } 足りません。給付は行われていません。
    .title = 基金が不足しています
problem-lot-exceeds-allocation = { $amount } を戻そうとしましたが、このご寄付の割当は { $allocated } です。
    .title = 割当額を超えています
problem-gateway-mismatch = 決済会社の記録は { $found }、申込時の内容は { $expected } です。
    .title = 決済会社の記録と一致しません
problem-payout-not-explained = 振込 { $amount } の内訳がまだそろっていません（確認できた取引の合計：{ $explained }）。
    .title = 振込の内訳がそろっていません
problem-mapping-not-found = 列の対応表「{ $name }」はありません。使えるもの：{ $known }
    .title = 列の対応表が見つかりません
problem-unmatched-not-found = その未照合の入金は見つかりません。
    .title = 未照合の入金が見つかりません
problem-unmatched-settled-already = この入金はすでにご寄付と照合されています。
    .title = 照合済みの入金です

row-gift-differs = ご寄付「{ $gift }」は、別の金額ですでに取り込まれています。
row-gift-twice = ご寄付「{ $gift }」がこのファイルに二度あります（最初は { $first_row } 行目）。
row-amount-too-large = { $amount } は、対応表の上限 { $limit } を超えています。
row-in-kind = 物品のご寄付は金額として記録できません。団体の帳簿に記録してください。
row-deposit-twice = 番号「{ $number }」がこのファイルに二度あります（最初は { $first_row } 行目）。

import-gifts-done = ご寄付 { $imported } 件（合計 { $amount }）を取り込みました。取込済み { $known } 件、状態により対象外 { $skipped } 件、誤りのある行 { $errors } 件。
import-gifts-checked = ご寄付 { $imported } 件（合計 { $amount }）を取り込めます。取込済み { $known } 件、状態により対象外 { $skipped } 件、誤りのある行 { $errors } 件。
import-bank-done = 入金 { $imported } 件（合計 { $amount }）を取り込みました。ご寄付 { $matched } 件、照合待ち { $unmatched } 件。取込済み { $known } 件、対象外 { $skipped } 件、誤りのある行 { $errors } 件。
import-bank-checked = 入金 { $imported } 件（合計 { $amount }）を取り込めます。取込済み { $known } 件、対象外 { $skipped } 件、誤りのある行 { $errors } 件。
import-refused = 誤りのある行があるため、何も書き込みませんでした。直してからもう一度実行するか、正しい行だけを取り込んでください。
import-repeated = このファイルはすでに取り込まれています。何も書き込みませんでした。
import-row = { $row } 行目
import-column = 列「{ $column }」
import-reason = 理由

receipts-column-serial = 受領証番号
receipts-column-accepted-on = 受領年月日
receipts-column-name = 氏名・名称
receipts-column-postcode = 郵便番号
receipts-column-address = 住所
receipts-column-amount = 金額（円）
receipts-column-campaign = キャンペーン

checkout-item = { $campaign } へのご寄付
