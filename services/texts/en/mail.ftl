# Mails. They name no person: an address may be mistyped.

problem-mail-unavailable = Mail cannot be sent at the moment ({ $reason }).
    .title = Mail unavailable
problem-mail-refused = The mail server does not take this message ({ $reason }).
    .title = Mail refused

mail-role-member = a member
mail-role-donor = a donor
mail-role-family = a family
mail-link-greeting = This is a message of { $organisation }.
mail-link-invitation-subject = { $organisation }: your invitation
mail-link-invitation-why = You are invited to work with { $organisation }. Open this address and make a passkey: from then on you sign in with it.
mail-link-invitation-button = Accept the invitation
mail-link-sign-in-subject = { $organisation }: your link to sign in
mail-link-sign-in-why = With this address you sign in at { $organisation } as { $role }.
mail-link-sign-in-button = Sign in
mail-link-until = It works once, until { $until }.
mail-link-otherwise = If you did not expect this message, do nothing: nobody can sign in without it.
mail-instant = { $iso }, { $time } (Japan time)
