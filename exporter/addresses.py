"""Web addresses as records have them, made fit for a link.

In: an address somebody wrote. Out: the same address as a valid URL string (WHATWG URL
Standard, 4.3), or "" where it leads nowhere: without a host, with a port that is no
number, of a scheme that is not for readers.
"""

import ipaddress
import re
import unicodedata
from urllib.parse import quote, unquote

#: Scheme, authority, path, query, fragment (RFC 3986, appendix B).
_WEB = re.compile(r"(https?://)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.I | re.S)
_MAIL = re.compile(r"mailto:[^?]*@.*", re.I | re.S)
#: A host and a port; who logs in is nobody's business in a newspaper.
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:@\[\]]+)(?::(?P<port>[0-9]{0,5}))?")
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?", re.ASCII)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: Bytes of letters beyond ASCII.
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_KEPT = "!$%&'()*+,/:;=?@~-._"
_HIGHEST_PORT = 65535


def link_address(url: str) -> str:
    """Return `url` percent-encoded where it must be; "" where no link can be made."""
    url = url.strip()
    if _MAIL.fullmatch(url):
        return _encode(url)
    web = _WEB.fullmatch(url)
    if web is None or not _is_reachable(web[2]):
        return ""
    scheme, authority, path, query, fragment = (part or "" for part in web.groups())
    sign, anchor = fragment[:1], fragment[1:]
    host = quote(authority, safe=_KEPT + "[]", errors="replace")
    return scheme + host + _encode(path) + _encode(query) + sign + _encode(anchor)


def readable_address(url: str) -> str:
    """Return an address with its Latin letters as such ("%C3%A4": "ä")."""
    return _ENCODED.sub(_letters, url)


def _letters(encoded: re.Match[str]) -> str:
    letters = unquote(encoded[0], errors="replace")
    latin = all(unicodedata.name(c, "").startswith("LATIN ") for c in letters)
    return unicodedata.normalize("NFC", letters) if latin else encoded[0]


def _encode(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_KEPT, errors="replace")


def _is_reachable(authority: str) -> bool:
    """Return whether a host can have this name, and a port this number."""
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None or int(parts["port"] or 0) > _HIGHEST_PORT:
        return False
    host = unquote(parts["host"])
    try:
        if host.startswith("["):
            return ipaddress.IPv6Address(host[1:-1]).scope_id is None
        name = host.encode("idna")  # what is asked for (RFC 3490)
        return bool(name.decode("idna")) and bool(_NAME.fullmatch(name.decode()))
    except ValueError:
        return False
