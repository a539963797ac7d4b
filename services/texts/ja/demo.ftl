# デモの一年をたどるページ

demo-title = { $places }人のスタディクーポン、ある一年
demo-invented = 登場する人、団体、教室、口座はすべて架空のものです。
demo-figures = 一年の数字
demo-figure-gifts = 届いた寄付
demo-figure-awarded = 子どもへの約束
demo-figure-redeemed = 学びに使われた額
demo-figure-paid = 教室への支払い
demo-figure-returned = 基金に戻った額
demo-figure-truths = 成り立つ検算

demo-donors = 寄付された方へ
    .about = 一件ごとに、1円までたどった報告です。
demo-families = ご家庭へ
    .about = 印刷して使うカードです。名前は入っていません。
demo-classrooms = 教室へ
    .about = 毎月の支払通知書と、銀行に渡す総合振込ファイルです。
demo-municipality = 自治体・みなさまへ
    .about = 少人数の欄を伏せた実施状況です。
demo-office = 事務局のみなさまへ：届出と照合
    .about = 寄附者名簿、パブリック・サポート・テストの人数、決済会社のすべての入出金と帳簿の照合です。
demo-check = ご自身で確かめる
    .about = 抽選の順番は、公開された候補者と種から誰でも計算し直せます。
demo-machines = データ
    .about = 機械で読むためのファイルと、取り込みに使った入力ファイルです。

demo-impact-of = ご寄付のゆくえ（{ $number }件目）
demo-receipt = 寄附金受領証明書（PDF）
demo-receipts = 受領証の一覧（2024年）
demo-cards = カード（A4、PDF）
demo-qr = クーポンのQRコード
demo-notice-of = 支払通知書（{ $number }）
demo-report = 実施状況の報告
demo-report-csv = 実施状況の報告（CSV）
