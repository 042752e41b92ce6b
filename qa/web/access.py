"""Who may come in: a user with a password, or a program with a token."""

import base64
import binascii
import hmac


def has_password(authorization: str, user: str, password: str) -> bool:
    """Tell whether an Authorization header carries the user and the password (HTTP Basic)."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, f"{user}:{password}".encode())


def has_token(authorization: str, token: str) -> bool:
    """Tell whether an Authorization header carries the bearer token; an empty one never fits."""
    scheme, _, value = authorization.partition(" ")
    same = hmac.compare_digest(value.strip().encode(), token.encode())
    return bool(token) and scheme.lower() == "bearer" and same
