"""An OpenID Connect issuer on loopback, npm's oidc-provider: people sign in there with any name and any password."""
