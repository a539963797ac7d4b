"""Where the gateway sends people back to: pages of this installation, and no others."""

from urllib.parse import urlsplit

from services.api.gate import hosts_of
from services.core.bootstrap import Runtime
from services.core.donations.errors import ReturnPageForeign


def own_page(runtime: Runtime, url: object | None, *, field: str) -> str:
    """
    The page, or the installation's first one where none was named.

    :raises ReturnPageForeign: it is somebody else's: a gateway's page must lead no donor astray.
    """
    settings = runtime.settings
    if url is None:
        return f"{settings.base_url.rstrip('/')}/"
    asked = str(url)
    if urlsplit(asked).hostname not in hosts_of(settings.base_url, settings.allowed_hosts):
        raise ReturnPageForeign(pointer=f"/{field}")
    return asked
