"""Whether an address can be served on, and by whom it can be reached, before anything is ready."""

import errno
import socket
from ipaddress import ip_address

from tutor.errors import TutorError


class PortError(TutorError):
    """The address or the port can't be used."""


def require_free(host: str, port: int) -> None:
    """Raise PortError, with what to do instead, when nothing can listen on this port now."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise PortError(
            f"There is no address {host!r}; choose another with --host, 127.0.0.1 for example."
        ) from error
    with socket.socket(family, kind, protocol) as probe:
        # As servers do: a connection that was closed a moment ago doesn't hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise PortError(_sentence(error, host, port)) from error


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach what is served on a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program; "
            f"choose another, for example with --port {_another(port)}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than you have; choose one above 1024 with --port."
    return (
        f"This computer can't serve on {host} port {port} ({error.strerror}); "
        "choose another --host or --port."
    )


def _another(port: int) -> int:
    return port + 1 if port < 65535 else port - 1
