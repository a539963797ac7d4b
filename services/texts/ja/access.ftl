# 誰が何をできるか。

problem-step-up-required = この操作({ $permission })の前に、もう一度ご本人の確認をしてください。確認のあと、同じ操作を続けられます。
    .title = ご本人の確認が必要です
problem-roles-incompatible = この組み合わせの役割は、一人の方が兼ねることはできません。立場が異なるためです。
    .title = 兼ねられない役割です
