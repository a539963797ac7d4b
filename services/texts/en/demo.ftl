# The page that leads through the year of the demo

demo-title = A year of { $places } study coupons
demo-invented = All people, organisations, classrooms and accounts in it are invented.
demo-figures = The year in figures
demo-figure-gifts = gifts received
demo-figure-awarded = promised to children
demo-figure-redeemed = used for lessons
demo-figure-paid = paid to classrooms
demo-figure-returned = returned to the funds
demo-figure-truths = checks that hold

demo-donors = For donors
    .about = What became of each gift, to the yen.
demo-families = For families
    .about = Cards to print. No name is on them.
demo-classrooms = For classrooms
    .about = A notice of payment each month, and the transfer files for the bank.
demo-municipality = For the municipality and everybody
    .about = How the programme was used, with small groups hidden.
demo-office = For the office: what is handed in and what was compared
    .about = The donor list, the counts for the public-support test, and every movement at the payment gateway beside the books.
demo-check = Check it yourself
    .about = Anybody can recompute the order of the draw from the published candidates and seed.
demo-machines = Data
    .about = Files for machines, and the input files that were brought in.

demo-impact-of = What became of gift { $number }
demo-receipt = A donation receipt (PDF)
demo-receipts = Receipts of 2024
demo-cards = Cards (A4, PDF)
demo-qr = A voucher's QR code
demo-notice-of = Notice of payment { $number }
demo-report = Report of the programme
demo-report-csv = Report of the programme (CSV)
