# Signing in by letter, and by an organisation's own identity provider.

problem-pin-change-required = The code and the printed PIN are right. Choose a PIN of your own now: from then on you sign in with it.
    .title = Choose your own PIN
problem-pin-too-simple = Choose another PIN: others would try this one first.
    .title = PIN too simple
problem-oidc-provider-unknown = This organisation has no identity provider of its own.
    .title = Identity provider unknown
problem-oidc-issuer-refused = This is not an address from which an identity provider can be asked: it must be https, with a host name, without query.
    .title = Issuer refused
problem-oidc-provider-unavailable = The identity provider does not answer as it should ({ $reason }).
    .title = Identity provider unavailable
problem-oidc-refused = The identity provider's answer does not hold, or it is about nobody who is known here.
    .title = Sign-in refused

letter-caption = Letters to sign in with: { $count }
letter-number = Letter { $number } of { $count }
letter-addressee = { $name }
letter-title = Your way to your family's page
letter-why = { $organisation } has made a page for your family. There you see your vouchers, and what they were used for. You need no e-mail: you sign in with the code on this sheet and with a PIN that comes separately.
letter-step-open = Open this address, or hold your phone's camera over the square:
letter-step-code = Type the code, if it is not there already.
letter-step-pin = Type the PIN from the other sheet, and then choose a PIN of your own: at least six digits that nobody guesses.
letter-label-code = Code
letter-label-pin = PIN for the first time
letter-label-qr = The address, with your code
letter-until = Good until { $iso }, if you have not used it by then.
letter-keep = Keep this sheet in a safe place. Whoever has the code and your PIN sees your family's page. Lost it, or forgotten the PIN? Ask for a new letter: the old one then opens nothing.
letter-contact = { $contact }
letter-pin-title = PIN for the first time
letter-pin-why = You need this PIN once, with the letter of { $organisation } that comes separately. Then choose one of your own and throw this sheet away.
