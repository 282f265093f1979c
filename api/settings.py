"""The settings, and the only place that reads the environment: one ``LIANE_...`` variable per field."""

import os
import re
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from ipaddress import IPv4Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import sqlalchemy as sa
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.http.cache_control import Lifetimes
from api.http.open_connections import ConnectionLimits
from api.trusted_documents import Trust, read_manifest
from schema.engine.database.protocol import READERS
from schema.engine.limits import Limits
from schema.errors import LianeError
from schema.writes import Retention

PREFIX = "LIANE_"
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client knows that there are several processes."""
LIMITS = Limits()
CONNECTIONS = ConnectionLimits()
ORIGIN = re.compile(r"\*|https?://[a-z0-9.:\[\]-]+")
FRAME_SOURCE = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)
HOST_PATTERN = re.compile(r"\*|(\*\.)?[a-z0-9.-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*/?")
MAILBOX = re.compile(r"[^\s@<>,;]{1,64}@[a-z0-9.-]+", re.IGNORECASE)
MAILBOX_OR_DOMAIN = re.compile(r"[^\s@<>,;]{0,64}@[a-z0-9.-]+", re.IGNORECASE)
MAPPED_BITS = 96
"""How many bits come before an IPv4 address in an IPv6 address that stands for it."""
ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound to


class SettingsError(LianeError):
    """A setting that is wrong; the message is one line: the variable, its value, and what is expected."""


@dataclass(frozen=True)
class OidcClient:
    """What an installation is to the provider that says who people are."""

    issuer: str
    id: str
    secret: str = field(repr=False)


def _database_url(value: str) -> str:
    """Validate that ``schema.db.connect`` takes the URL, so that a mistake is reported at start-up."""
    try:
        url = sa.make_url(value)
    except sa.exc.ArgumentError:
        raise ValueError from None
    in_memory = url.drivername == "sqlite" and url.database in {None, "", ":memory:"}
    if url.drivername not in {"sqlite", "postgresql", "postgres"} or in_memory:
        raise ValueError
    return value


def _base_url(value: str) -> str:
    """Validate that paths can be appended to the URL; a closing slash is dropped."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError
    return value.rstrip("/")


def _redis_url(value: str) -> str:
    """Validate that it names a Redis server."""
    parts = urlsplit(value)
    if parts.scheme not in {"redis", "rediss", "unix"} or not (
        parts.path if parts.scheme == "unix" else parts.hostname
    ):
        raise ValueError
    return value


def _pictures(value: str) -> str:
    """Validate that it names a folder, or a bucket of S3."""
    if "://" in value and not BUCKET.fullmatch(value):
        raise ValueError
    return value.rstrip("/") or value


def _allowed_hosts(value: str) -> str:
    """Validate that these are names of hosts, without ports."""
    if not value.split() or not all(HOST_PATTERN.fullmatch(pattern) for pattern in value.split()):
        raise ValueError
    return "*" if "*" in value.split() else value


def _mailboxes(value: str) -> str:
    """Validate that these are addresses of mail."""
    if not all(MAILBOX.fullmatch(address) for address in value.split()):
        raise ValueError
    return value.lower()


def _senders(value: str) -> str:
    """Validate that these are addresses of mail, or ``@`` and a domain."""
    if not all(MAILBOX_OR_DOMAIN.fullmatch(address) for address in value.split()):
        raise ValueError
    return value.lower()


def _issuer(value: str) -> str:
    """Validate that it is an address that nobody on the way reads, or one of this machine."""
    parts = urlsplit(value)
    is_here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if (parts.scheme != "https" and not is_here) or not parts.hostname or parts.username or parts.query:
        raise ValueError
    return value


def _trusted_proxies(value: str) -> str:
    """Validate that these are addresses or networks."""
    for network in value.split():
        ip_network(network)
    return value


def _manifest(path: Path) -> Path:
    """Validate that the manifest can be read, so that a mistake is reported at start-up."""
    read_manifest(path)
    return path


def _origins(value: str) -> str:
    """Validate that browsers can send each as ``Origin``."""
    if not all(ORIGIN.fullmatch(origin) for origin in value.split()):
        raise ValueError
    return value


def _frame_ancestors(value: str) -> str:
    """Validate that these are sources of CSP's ``frame-ancestors``, so that nothing else gets into the header."""
    sources = value.split()
    if not sources or (len(sources) > 1 and {"*", "'none'"} & set(sources)):
        raise ValueError
    if not all(source in {"*", "'none'", "'self'"} or FRAME_SOURCE.fullmatch(source) for source in sources):
        raise ValueError
    return " ".join(sources)


class Settings(BaseSettings):
    """The settings of an installation. A field's description says what is expected of its value."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///liane.db",
        repr=False,  # it may hold a password
        description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME, without a driver suffix",
    )
    database_readers: int = Field(default=READERS, ge=1, description="a number from 1")
    redis_url: Annotated[str, AfterValidator(_redis_url)] | None = Field(
        default=None,
        repr=False,
        description="redis://[:PASSWORD@]HOST[:PORT][/NUMBER], rediss://... or unix://PATH",
    )
    pictures: Annotated[str, AfterValidator(_pictures)] = Field(
        default="liane-pictures",
        description="a folder, or a bucket s3://BUCKET or s3://BUCKET/PREFIX",
    )
    pictures_cache: Path = Field(default=Path("liane-pictures-cache"), description="a folder")
    pictures_cache_bytes: int = Field(default=1_000_000_000, ge=0, description="a number of bytes from 0")
    pictures_fetch: bool = Field(default=False, description="true or false")
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default="http://127.0.0.1:8000",
        description="the public address, http(s)://HOST[:PORT][/PATH], that every link of an answer begins with",
    )
    cors_origins: Annotated[str, AfterValidator(_origins)] = Field(
        default="*",
        description="origins such as https://example.org, with spaces between, or * for any",
    )
    allowed_hosts: Annotated[str, AfterValidator(_allowed_hosts)] = Field(
        default="*",
        description="hosts such as example.org or *.example.org, without ports, with spaces between, or * for any",
    )
    keep_alive_seconds: int = Field(default=75, ge=1, description="a number of seconds from 1")
    max_connections: int = Field(default=CONNECTIONS.connections, ge=1, description="a number from 1")
    max_connections_per_address: int = Field(
        default=CONNECTIONS.connections_per_address, ge=1, description="a number from 1"
    )
    trusted_proxies: Annotated[str, AfterValidator(_trusted_proxies)] = Field(
        default="", description="addresses such as 192.0.2.7, or networks such as 10.0.0.0/8, with spaces between"
    )
    anonymous_points: int = Field(default=60_000, ge=1, description="a number from 1")
    revision_days: int = Field(default=30, ge=1, description="a number of days from 1")
    revision_daily_days: int = Field(default=365, ge=1, description="a number of days from 1")
    key_points: int = Field(default=600_000, ge=1, description="a number from 1")
    max_body_bytes: int = Field(default=1_048_576, ge=1, description="a number of bytes from 1")
    max_url_bytes: int = Field(default=16_384, ge=1, description="a number of bytes from 1")
    max_characters: int = Field(default=LIMITS.characters, ge=1, description="a number from 1")
    max_tokens: int = Field(default=LIMITS.tokens, ge=1, description="a number from 1")
    max_depth: int = Field(default=LIMITS.depth, ge=1, description="a number from 1")
    max_fields: int = Field(default=LIMITS.fields, ge=1, description="a number from 1")
    max_unfolded_fields: int = Field(default=LIMITS.unfolded_fields, ge=1, description="a number from 1")
    max_root_fields: int = Field(default=LIMITS.root_fields, ge=1, description="a number from 1")
    max_aliases: int = Field(default=LIMITS.aliases, ge=0, description="a number from 0")
    max_directives: int = Field(default=LIMITS.directives, ge=0, description="a number from 0")
    max_introspections: int = Field(default=LIMITS.introspections, ge=0, description="a number from 0")
    max_values: int = Field(default=LIMITS.values, ge=1, description="a number from 1")
    max_errors: int = Field(default=LIMITS.errors, ge=1, description="a number from 1")
    max_objects: int = Field(default=LIMITS.objects, ge=1, description="a number from 1")
    max_answer_bytes: int = Field(default=LIMITS.answer_bytes, ge=1, description="a number of bytes from 1")
    max_seconds: float = Field(default=LIMITS.seconds, gt=0, description="a number of seconds above 0")
    max_subscribers: int = Field(default=1_000, ge=0, description="a number from 0")
    introspection: bool = Field(default=True, description="true or false")
    trusted_documents: Trust = Field(default=Trust.OFF, description="off, logged or only")
    trusted_manifest: Annotated[Path, AfterValidator(_manifest)] | None = Field(
        default=None, description="a JSON file of GraphQL documents by id, as graphql-codegen, Relay or Apollo write"
    )
    response_cache_bytes: int = Field(default=64_000_000, ge=0, description="a number of bytes from 0")
    cache_max_age: int = Field(default=0, ge=0, description="a number of seconds")
    cache_shared_max_age: int = Field(default=60, ge=0, description="a number of seconds")
    cache_stale_while_revalidate: int = Field(default=60, ge=0, description="a number of seconds")
    frame_ancestors: Annotated[str, AfterValidator(_frame_ancestors)] = Field(
        default="*",
        description="who may frame cards, as CSP's frame-ancestors says it: *, 'none', or origins with spaces between",
    )
    inbox_recipients: Annotated[str, AfterValidator(_mailboxes)] | None = Field(
        default=None, description="addresses such as letters@example.org, with spaces between"
    )
    inbox_senders: Annotated[str, AfterValidator(_senders)] | None = Field(
        default=None,
        description="addresses such as editor@example.org, or domains such as @example.org, with spaces between",
    )

    mcp: bool = Field(default=False, description="true or false")
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        default=None, description="the https://... address by which a provider of OpenID Connect calls itself"
    )
    oidc_client_id: str | None = Field(default=None, description="the id that the provider knows this server by")
    oidc_client_secret: str | None = Field(
        default=None, repr=False, description="the secret that the provider gave with that id"
    )

    def required(self, *names: str) -> list[str]:
        """Return settings without which a command makes no sense.

        Raises:
            SettingsError: one is not set.
        """
        for name in names:
            if not getattr(self, name):
                expected = Settings.model_fields[name].description
                raise SettingsError(f"{variable(name)} is not set; it must be {expected}")
        return [getattr(self, name) for name in names]

    @property
    def oidc(self) -> OidcClient | None:
        """What this server is to a provider that says who people are; None where there is none.

        Raises:
            SettingsError: something of it is not set, or what speaks with providers is not installed.
        """
        names = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
        if not any(getattr(self, name) for name in names):
            return None
        client = OidcClient(*self.required(*names))
        if find_spec("authlib") is None or find_spec("httpx") is None:
            raise SettingsError(f"{variable(names[0])} is set, which needs: pip install 'liane[oidc]'")
        return client

    @property
    def base_origin(self) -> str:
        """The origin of our own pages, as browsers send it."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))

    @property
    def retention(self) -> Retention:
        """The revisions that are kept."""
        return Retention(self.revision_days, self.revision_daily_days)

    @property
    def limits(self) -> Limits:
        """The limits of one operation."""
        return Limits(**{field.name: getattr(self, f"max_{field.name}") for field in fields(Limits)})

    @property
    def connection_limits(self) -> ConnectionLimits:
        """The limits of the connections of each process."""
        return ConnectionLimits(self.max_connections, self.max_connections_per_address)

    @property
    def trusted_networks(self) -> list[str]:
        """The networks of proxies, those of IPv4 also as a socket for IPv6 names them (``::ffff:192.0.2.1``)."""
        networks = [ip_network(network) for network in self.trusted_proxies.split()]
        mapped = [
            f"::ffff:{network.network_address}/{MAPPED_BITS + network.prefixlen}"
            for network in networks
            if isinstance(network, IPv4Network)
        ]
        return [*map(str, networks), *mapped]

    @property
    def lifetimes(self) -> Lifetimes:
        """How long caches may keep public responses."""
        return Lifetimes(self.cache_max_age, self.cache_shared_max_age, self.cache_stale_while_revalidate)


def metrics_folder() -> Path | None:
    """Return where the workers share what they measure, if there are several."""
    folder = os.environ.get(METRICS_FOLDER)
    return Path(folder) if folder else None


def share_metrics(folder: str) -> None:
    """Have the workers share what they measure in a folder."""
    os.environ[METRICS_FOLDER] = folder


def load() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a variable is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field, value = str(first["loc"][0]), mask(str(first["input"]))
        expected = Settings.model_fields[field].description
        raise SettingsError(f"{variable(field)} is {value!r}, but must be {expected}") from None


def variable(field: str) -> str:
    """Return the name of the environment variable that sets a field."""
    return f"{PREFIX}{field}".upper()


def mask(url: str) -> str:
    """Return a URL, well-formed or not, without its credentials."""
    without_login = re.sub(r"(?s)^(\w[\w+.-]*:/*)?.*@", r"\1***@", url)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", without_login)


def announce(host: str, port: int) -> None:
    """Derive ``base_url`` from the address that is served, for this process and its workers, unless it is set.

    Args:
        host: the address to listen on; one that means "any" is announced as 127.0.0.1.
        port: the port to listen on.
    """
    base_url = variable("base_url")
    name = "127.0.0.1" if host in ANY_ADDRESS else f"[{host}]" if ":" in host else host
    os.environ[base_url] = os.environ.get(base_url) or f"http://{name}:{port}"
