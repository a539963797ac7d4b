# Who may do what.

problem-step-up-required = Prove once more, with your passkey, that it is you; then repeat this.
    .title = Please confirm that it is you
problem-roles-incompatible = One person cannot hold these roles together: they serve different sides.
    .title = Roles do not go together

problem-manual-transfer-unknown = There is no such transfer by hand in this programme.
    .title = Transfer unknown
problem-manual-transfer-id-reused = This id already stands for another transfer by hand.
    .title = Transfer id reused
problem-manual-transfer-decided = This transfer has been decided on already.
    .title = Decided already
problem-manual-transfer-reason-unfit = This reason does not go with this kind of transfer.
    .title = Reason does not fit
problem-gift-not-movable = A gift moves as a whole, once its money has come and while nothing of it is promised or given back. Nothing was moved.
    .title = Gift cannot be moved
problem-fund-too-wide = This money was given for a narrower purpose than that fund serves. Nothing was moved; ask the donor first.
    .title = Purpose would be lost
problem-suspense-short = Only { $left } yen wait without a purpose. Deposits that may be somebody's gift are not counted.
    .title = Not enough without a purpose
problem-agreement-missing = No agreement with your municipality on the sharing of data is in force, so nobody is shown by name.
    .title = No agreement in force
problem-agreement-dates-unfit = The agreement would end before it begins.
    .title = Dates do not fit
