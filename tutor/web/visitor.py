"""Whether a request comes from the computer that serves the page."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

# A proxy in front of the page makes every request come from this computer; it says so with these.
_FORWARDING = {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}


def is_local(host: str | None, headers: Iterable[str]) -> bool:
    """Whether a client is this computer itself.

    Args:
        host: The client's address as the server saw it.
        headers: Names of the request's headers.
    """
    if host is None or any(name.lower() in _FORWARDING for name in headers):
        return False
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback
