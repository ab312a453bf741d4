"""The user's logins at registries, as `docker login` keeps them."""

from __future__ import annotations

import warnings

from docker.auth import load_config, resolve_authconfig

_HUB = "registry-1.docker.io"
"""What engines call the registry that Docker's settings know by its index (moby/buildkit, session/auth)."""


def find_login(host: str) -> tuple[str, str] | None:
    """Return user and password for a registry, or None; an identity token comes with an empty user.

    Settings that cannot be read, and credential helpers that fail, count as no login: a public image needs none.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of helpers that are not installed
            found = resolve_authconfig(load_config(), None if host == _HUB else host) or {}
    except Exception:  # the SDK raises all sorts of errors for settings that are not as they should be
        return None
    if found.get("IdentityToken"):
        return "", str(found["IdentityToken"])
    user = found.get("Username") or found.get("username")
    password = found.get("Password") or found.get("password")
    return (str(user), str(password)) if user else None
