# Who may do what.

problem-step-up-required = Prove that it is you once more, then repeat this. It is asked for before { $permission }.
    .title = Please confirm that it is you
problem-roles-incompatible = One person cannot hold these roles together: they serve different sides.
    .title = Roles do not go together
