"""Signing in by OpenID Connect Core 1.0: authorization code, PKCE, state and nonce.

`providers` reads who may say who somebody is, `relying` asks and checks, `claims` turns the answer
into a `CitizenIdentity`, `simulated` is the VNeID of the demonstration. Start with `relying`.
"""
