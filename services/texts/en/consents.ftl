# Consents

## Consents, each for one purpose

consent-processing = use of the family’s data for this support
consent-sharing-with-municipality = sharing with the municipality
consent-sharing-with-provider = sharing with the classroom
consent-evaluation = use in the evaluation
consent-mentoring = contact by volunteer mentors
consent-given-by-guardian = guardian
consent-given-by-child = child
consent-column-purpose = purpose
consent-column-given-by = given by
consent-column-given-at = given at
consent-column-withdrawn-at = taken back at

row-consent-missing = Without the guardian’s consent to the use of their data (column 取扱同意) nobody can be registered. Please ask the family.
row-own-consent-missing = The child is 16 or older and is asked as well. Please ask the child, and put ○ into the column 本人同意.
