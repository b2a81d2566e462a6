"""People, organisations, roles and sign-in (主体与登录)."""
