"""Fetch the uv binary from the configured package index with the standard library alone.

1. The indexes: the environment's and pip's configuration, else the one the lock was made from.
2. The newest stable wheel that fits this machine and carries a sha256.
3. Its bytes are checked against that sum; the binary inside is written at the given place.
"""

import configparser
import hashlib
import html.parser
import io
import os
import platform
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

NAME = "uv"
TIMEOUT = 180
WHEEL = re.compile(r"^uv-(\d+(?:\.\d+)*)-py3-none-(.+)\.whl$")


class Links(html.parser.HTMLParser):
    """Collects the addresses of a simple index page, yanked files left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the ``href`` of every anchor that is not yanked."""
        given = dict(attrs)
        if tag == "a" and given.get("href") and "data-yanked" not in given:
            self.found.append(given["href"] or "")


def pip_configuration() -> dict[str, str]:
    """Return the ``[global]`` and ``[install]`` settings of pip's files, nearest last."""
    home = Path.home()
    base = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    files = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        base / "pip/pip.conf",
        Path(sys.prefix) / "pip.conf",
    ]
    if os.environ.get("PIP_CONFIG_FILE"):
        files.append(Path(os.environ["PIP_CONFIG_FILE"]))
    parser = configparser.RawConfigParser()
    parser.read([str(file) for file in files], encoding="utf-8")
    settings: dict[str, str] = {}
    for section in ("global", "install", "download"):
        if parser.has_section(section):
            settings.update(parser.items(section))
    return settings


def indexes(settings: dict[str, str], lock: Path) -> list[str]:
    """Return the simple indexes to ask, in order: configured ones first, the lock's own last."""
    found: list[str] = []
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        found += os.environ.get(name, "").split()
    found += settings.get("index-url", "").split()
    found += os.environ.get("PIP_EXTRA_INDEX_URL", "").split()
    found += settings.get("extra-index-url", "").split()
    registry = re.search(r'registry = "([^"]+)"', lock.read_text(encoding="utf-8"))
    if registry:
        found.append(registry.group(1))
    # uv lets an index carry a name: "mirror=https://…".
    addresses = [re.sub(r"^[A-Za-z0-9_-]+=(?=[a-z]+:)", "", one).rstrip("/") for one in found]
    return list(dict.fromkeys(addresses))


def security(settings: dict[str, str]) -> ssl.SSLContext:
    """Return the TLS context, trusting the certificate file that pip is told to trust."""
    chosen = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or settings.get("cert")
    return ssl.create_default_context(cafile=chosen or None)


def fetch(address: str, context: ssl.SSLContext) -> bytes:
    """Return the bytes at ``address`` (http, https or file)."""
    accept = {"Accept": "application/vnd.pypi.simple.v1+html, text/html;q=0.5, */*;q=0.1"}
    request = urllib.request.Request(address, headers=accept)
    if not address.startswith("https:"):
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read())
    with urllib.request.urlopen(request, timeout=TIMEOUT, context=context) as answer:
        return bytes(answer.read())


def fits(tags: str) -> bool:
    """Say whether a wheel with these platform tags runs on this machine."""
    machine = platform.machine().lower()
    kind, version = platform.libc_ver()
    for tag in tags.split("."):
        many = re.fullmatch(r"manylinux_(\d+)_(\d+)_(\w+)", tag)
        if many and kind == "glibc" and many.group(3) == machine:
            have = tuple(int(part) for part in version.split(".")[:2])
            if have >= (int(many.group(1)), int(many.group(2))):
                return True
        musl = re.fullmatch(r"musllinux_\d+_\d+_(\w+)", tag)
        if musl and kind != "glibc" and musl.group(1) == machine:
            return True
    return False


def wheels(page: str, base: str) -> list[tuple[tuple[int, ...], str, str]]:
    """Return (version, address, sha256) of every fitting stable wheel of an index page."""
    links = Links()
    links.feed(page)
    found = []
    for link in links.found:
        address, _, fragment = urllib.parse.urljoin(base, link).partition("#")
        name = urllib.parse.unquote(address.rsplit("/", 1)[-1])
        match = WHEEL.match(name)
        digest = re.search(r"sha256=([0-9a-f]{64})", fragment)
        if match and digest and fits(match.group(2)):
            version = tuple(int(part) for part in match.group(1).split("."))
            found.append((version, address, digest.group(1)))
    return found


def newest(addresses: list[str], context: ssl.SSLContext) -> tuple[str, str]:
    """Return the address and sha256 of the newest fitting wheel of the first index that has one."""
    troubles = []
    for index in addresses:
        base = f"{index}/{NAME}/" + ("index.html" if index.startswith("file:") else "")
        try:
            found = wheels(fetch(base, context).decode("utf-8"), base)
        except (urllib.error.URLError, OSError, ValueError) as trouble:
            troubles.append(f"{index}：{trouble}")
            continue
        if found:
            _, address, digest = max(found)
            return address, digest
        troubles.append(f"{index}：没有适合本机的版本")
    raise SystemExit("取不到 uv。\n" + "\n".join(troubles))


def unpack(wheel: bytes, target: Path) -> None:
    """Write the binary inside ``wheel`` at ``target``, whole or not at all."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".data/scripts/uv")]
        if not names:
            raise SystemExit("uv 的安装包中没有可执行文件。")
        content = archive.read(names[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.chmod(0o755)
    partial.replace(target)


def main(target: Path, lock: Path) -> None:
    """Fetch, verify and unpack."""
    settings = pip_configuration()
    context = security(settings)
    address, digest = newest(indexes(settings, lock), context)
    wheel = fetch(address, context)
    if hashlib.sha256(wheel).hexdigest() != digest:
        raise SystemExit(f"校验和不符，已拒绝：{address}")
    unpack(wheel, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
