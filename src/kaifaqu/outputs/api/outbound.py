"""The only door by which the program asks another machine: public addresses only, the very address that was checked, no redirects.

A name is resolved once, every address that it gives is looked at, and the connection goes to one of those: a name that says a public
address when it is checked and a private one when it is used reaches nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import certifi
import urllib3
from django.utils.translation import gettext as _

SECONDS = 10
MOST_READ = 2000
"""Bytes of an answer that are looked at."""
PORTS = {"https": 443, "http": 80}

Resolve = Callable[[str, int], list[str]]


class AddressRefusedError(ValueError):
    """The program does not ask this address; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: the checked address beside the name that stands in the request."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises OSError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def check_address(url: str, allowed: Collection[str] = (), find: Resolve = resolve) -> Target:
    """The target of an address. `allowed` are names of the own network that the operator opened, also without TLS.

    Raises AddressRefusedError for what is no https address, has a name or password in it, cannot be resolved, or leads to an address that
    is not public.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise AddressRefusedError(_("「%(url)s」不是网址。应形如 https://data.example.gov.cn/hook。") % {"url": url}) from error
    if not host or parts.scheme not in PORTS or parts.username or parts.password or any(ord(letter) < 33 for letter in url):
        raise AddressRefusedError(_("「%(url)s」不是网址。应形如 https://data.example.gov.cn/hook。") % {"url": url})
    is_allowed = host in allowed
    if parts.scheme != "https" and not is_allowed:
        raise AddressRefusedError(_("地址要用 https。内网不加密的地址须由运维在 KAIFAQU_WEBHOOK_HOSTS 里放行。"))
    port = port or PORTS[parts.scheme]
    try:
        addresses = find(host, port)
    except (OSError, UnicodeError) as error:
        raise AddressRefusedError(_("找不到主机「%(host)s」。请核对地址。") % {"host": host}) from error
    private = [address for address in addresses if not is_public(address)]
    if not addresses or (private and not is_allowed):
        raise AddressRefusedError(
            _("「%(host)s」在内网或保留网段，不能推送。确需推送的，请运维在 KAIFAQU_WEBHOOK_HOSTS 里放行这个主机。")
            % {"host": host}
        )
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return Target(parts.scheme, host, port, path, addresses[0])


def is_public(address: str) -> bool:
    """True for an address of the open network: not private, loopback, link-local, shared, reserved or multicast; also inside IPv6 forms of IPv4."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def send(target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Posts to the checked address under its name; gives the status and the beginning of the answer. Raises OSError, urllib3.exceptions.HTTPError."""
    timeout = urllib3.Timeout(connect=SECONDS, read=SECONDS)
    pool: urllib3.HTTPConnectionPool
    if target.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            target.address, target.port, timeout=timeout, retries=False, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where(),
            server_hostname=target.host, assert_hostname=target.host,
        )  # fmt: skip
    else:
        pool = urllib3.HTTPConnectionPool(target.address, target.port, timeout=timeout, retries=False)
    named = target.host if target.port == PORTS[target.scheme] else f"{target.host}:{target.port}"
    with pool:
        answer = pool.request(
            "POST", target.path, body=body, headers={**headers, "Host": named}, redirect=False, preload_content=False
        )
        told = answer.read(MOST_READ).decode("utf-8", "replace")
        answer.release_conn()
        return answer.status, told
