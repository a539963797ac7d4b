# Households, children, applications, eligibility

## Grades and schools

grade-1 = elementary year 1
grade-2 = elementary year 2
grade-3 = elementary year 3
grade-4 = elementary year 4
grade-5 = elementary year 5
grade-6 = elementary year 6
grade-7 = junior high year 1
grade-8 = junior high year 2
grade-9 = junior high year 3
grade-10 = senior high year 1
grade-11 = senior high year 2
grade-12 = senior high year 3

grade-band-preschool = before school age
grade-band-elementary = elementary school
grade-band-junior-high = junior high school
grade-band-senior-high = senior high school
grade-band-after-school-age = after senior high school

## Support that is received

benefit-public-assistance = public assistance
benefit-school-aid = school expense aid
benefit-child-rearing-allowance = child-rearing allowance
benefit-single-parent-medical = medical aid for single-parent families
benefit-tax-exempt = exemption from resident tax
benefit-none = none of these

list-separator = { ", " }
day-of-year = { $iso }
income-ceiling = ¥{ $ceiling } for a household of { $members }

## The answer to each criterion

reason-grade-in-met = The child is in one of the grades on offer ({ $grades }).
reason-grade-in-unmet = This programme is for { $grades }. The child’s grade is not among them.
reason-benefit-in-met = The household receives one of the kinds of support asked for ({ $benefits }).
reason-benefit-in-unmet = We could not confirm that the household receives one of the kinds of support asked for ({ $benefits }).
reason-residence-in-met = The household lives in the area of the programme.
reason-residence-in-unmet = The household lives outside the area of this programme.
reason-income-at-most-by-household-size-met = The household’s income is within the limit ({ $ceilings }).
reason-income-at-most-by-household-size-unmet = We could not confirm that the household’s income is within the limit ({ $ceilings }).
reason-age-under-on-met = The child is under { $years } on { $day }.
reason-age-under-on-unmet = This programme is for those under { $years } on { $day }.

## Confirming eligibility, by id and yes or no

eligibility-column-application = application
eligibility-column-eligible = eligible
eligibility-yes = yes
eligibility-no = no

## Importing a roster

import-roster-checked = The roster can be imported; nothing was written yet.
import-roster-done = The roster was imported.
import-roster-counts = Households: { $households } ({ $households_new } new, { $households_changed } changed). Children: { $children } ({ $children_new } new). New applications: { $applications_new }. Possible duplicates: { $duplicates }. Faults: { $errors }.

row-kana-expected = A reading is written in hiragana or katakana.
row-character-lost = Unreadable characters in the name: { $count }. An office’s own character may have become “〓” or “?”. Please write the right ones, or others in their place.
row-postcode-expected = A postcode has seven digits.
row-phone-expected = This is not a phone number of Japan. Please write it with its area code.
row-benefit-unknown = This kind of support is not known. Please write 生活保護, 就学援助, 児童扶養手当, ひとり親家庭医療費助成, 住民税非課税 or なし, several with “、” between them.
row-number-expected = Please write a whole number, 0 or more.
row-grade-expected = Please write the grade as 小1 to 高3.
row-grade-reason-missing = The grade is not the one that the birth date gives. If it is right, say why in the column 学年理由.
row-municipality-expected = A municipality’s code has five or six digits.
row-mark-expected = Please write ○ or ×, or the day of the consent.
row-birth-date-implausible = This is hardly a child’s birth date: it lies in the future, or { $years } years or more back.
row-child-twice = This is the same child as in row { $other }.
row-household-conflict = This differs from row { $other } of the same household.

## Problems

problem-child-not-found = There is no such child.
    .title = Child not found
problem-application-not-found = There is no such application.
    .title = Application not found
problem-duplicate-report-not-found = There is no such report of a duplicate.
    .title = Report of a duplicate not found
problem-already-applied = The child has an application in this programme already, with other content.
    .title = Applied already
problem-application-withdrawn = This application was withdrawn, so it is not decided any more.
    .title = Application withdrawn
problem-application-not-decided-yet = This application has not been decided yet.
    .title = Not decided yet
problem-duplicate-already-resolved = Another answer to this report has been recorded already.
    .title = Resolved already
problem-consent-missing = There is no consent to this use, or it was withdrawn.
    .title = Consent missing
problem-household-detail-invalid = A detail is not of its form.
    .title = Detail not of its form
problem-roster-refused = The roster has { $errors } faults to mend; nothing was imported.
    .title = Roster has faults
