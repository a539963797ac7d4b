# The entrance, and the page of one's own account.

page-skip = Skip to the content
page-languages = Language
page-language-ja = 日本語
page-language-en = English
page-language-ja-easy = やさしい日本語

role-npo-admin = Office
role-npo-approver = Second person
role-provider-office = Classroom office
role-provider-counter = Classroom counter
role-municipality = Municipality
role-backbone = Backbone
role-auditor = Auditor
role-donor = Donor
role-family = Family
role-member = Member

enter-title = Sign in
enter-noscript = Signing in by passkey needs JavaScript. Switch it on for this site.
enter-link-title = Your link
enter-link-about = You came by a link that was sent to you. It works once.
enter-link-button = Sign in with this link
enter-passkey-title = Passkey
enter-passkey-about = Your device asks for your finger, your face or its PIN. No password is needed.
enter-passkey-button = Sign in with a passkey
enter-recovery-title = I have lost my passkey
enter-recovery-about = Type one of the recovery codes that you kept on paper. You can then make a new passkey.
enter-recovery-code = Recovery code
enter-recovery-button = Go on
enter-failed = This did not work. Check the connection and try again.
enter-cancelled = Nothing was done. Try again when you are ready.
enter-unsupported = This browser cannot use passkeys. Update it, or use another device.

account-title = Your account
account-hello = Signed in as { $name }
account-passkeys-title = Passkeys
account-passkeys-first = Make a passkey first. Your roles open with it.
account-made = made
account-used = last used
account-seen = last seen
account-passkey-name = Name of the passkey
account-passkey-name-default = This device
account-passkey-add = Make a passkey
account-passkey-remove = Remove
account-recovery-title = Recovery codes
account-recovery-about = { $left ->
    [one] One code is left.
   *[other] { $left } codes are left.
} Each lets you make a new passkey once, should you lose all of them.
account-recovery-renew = Make ten new codes
account-recovery-shown-once = Print these codes or write them down, and keep them apart from your devices. They are shown this once; older codes open nothing any more.
account-sessions-title = Where you are signed in
account-session-here = here
account-session-end = Sign out there
account-sign-out = Sign out
account-end-others = Sign out everywhere else
account-back = Back to your account

enter-email-title = Link by e-mail
enter-email-about = For donors and families, and for members who come for the first time.
enter-email-label = Your e-mail address
enter-email-button = Send me a link
enter-email-sent = If we know this address, a link is on its way to it. It is good for 15 minutes.
enter-letter-title = Letter with a code
enter-letter-about = For families who were sent a letter.
enter-letter-new-about = Choose a PIN of your own, six digits or more. From now on you sign in with the code and this PIN.
enter-letter-code = Code on the letter
enter-letter-pin = PIN
enter-letter-new-pin = PIN of your own
enter-letter-button = Sign in with the letter
