"""Checks of the organisation's own sign-in: that it is set whole, answers, calls itself as set, and shows its keys."""

from collections.abc import Iterator

from shortener.accounts.provider import Provider, ProviderDown, config_of
from shortener.cli.checks import Finding
from shortener.settings import Settings

WANTED = "answers, by the name that is set, with keys"


def provider_findings(settings: Settings) -> Iterator[Finding]:
    """Nothing where none is set. Its client secret is tried by the first who signs in."""
    if settings.oidc_issuer is None and settings.oidc_client_id is None:
        return
    config = config_of(settings)
    if config is None:
        lacking = "SHORTENER_OIDC_ISSUER" if settings.oidc_issuer is None else "SHORTENER_OIDC_CLIENT_ID"
        yield Finding("sign-in", False, f"{lacking} is not set", "issuer and client", f"Set {lacking} too.")
        return
    provider = Provider(config)
    try:
        found, ok = f"{provider.told().issuer} with {len(provider.keys().keys)} keys", True
    except ProviderDown as error:
        found, ok = str(error), False
    mend = "See SHORTENER_OIDC_ISSUER and the way from here to it; until then passwords and passkeys go on."
    yield Finding("sign-in", ok, found, WANTED, mend)
