"""Settings come from the environment; a wrong one is reported in one line, without secrets."""

import pytest

from api import settings


def test_every_setting_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIANE_DATABASE_URL", raising=False)
    monkeypatch.setenv("LIANE_BASE_URL", "")
    loaded = settings.load()
    assert loaded.database_url == "sqlite:///liane.db"
    assert loaded.base_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "url", ["sqlite:////var/lib/liane.db", "postgresql://liane:pw@db.example/liane", "postgresql:///liane?host=/run"]
)
def test_a_database_url_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", url)
    assert settings.load().database_url == url


def test_a_base_url_may_have_a_path_and_loses_its_closing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANE_BASE_URL", "https://example.org/magazine/")
    assert settings.load().base_url == "https://example.org/magazine"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LIANE_DATABASE_URL", "liane.db"),
        ("LIANE_DATABASE_URL", "sqlite://"),
        ("LIANE_DATABASE_URL", "sqlite:///:memory:"),
        ("LIANE_DATABASE_URL", "postgresql+asyncpg://localhost/liane"),
        ("LIANE_DATABASE_URL", "mysql://localhost/liane"),
        ("LIANE_DATABASE_URL", "postgresql://localhost:port/liane"),
        ("LIANE_DATABASE_READERS", "0"),
        ("LIANE_BASE_URL", "example.org"),
        ("LIANE_BASE_URL", "ftp://example.org"),
        ("LIANE_BASE_URL", "https://example.org/?page=1"),
        ("LIANE_BASE_URL", "https://[example.org"),
        ("LIANE_CORS_ORIGINS", "example.org"),
        ("LIANE_FRAME_ANCESTORS", "https://example.org; script-src *"),
        ("LIANE_FRAME_ANCESTORS", "* 'none'"),
        ("LIANE_FRAME_ANCESTORS", "example.org"),
        ("LIANE_CORS_ORIGINS", "https://example.org/path"),
        ("LIANE_CORS_ORIGINS", "https://example.org, https://example.com"),
        ("LIANE_ALLOWED_HOSTS", "example.org:8000"),
        ("LIANE_ALLOWED_HOSTS", "https://example.org"),
        ("LIANE_ALLOWED_HOSTS", "*example.org"),
        ("LIANE_REDIS_URL", "localhost:6379"),
        ("LIANE_REDIS_URL", "unix://"),
        ("LIANE_TRUSTED_PROXIES", "proxy.example"),
        ("LIANE_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("LIANE_ANONYMOUS_POINTS", "0"),
        ("LIANE_KEEP_ALIVE_SECONDS", "0"),
        ("LIANE_MAX_BODY_BYTES", "1 MB"),
        ("LIANE_OIDC_ISSUER", "accounts.example.org"),
        ("LIANE_OIDC_ISSUER", "http://accounts.example.org"),
        ("LIANE_OIDC_ISSUER", "https://accounts.example.org/?a=b"),
        ("LIANE_MAX_URL_BYTES", "0"),
        ("LIANE_INTROSPECTION", "maybe"),
        ("LIANE_TRUSTED_DOCUMENTS", "always"),
        ("LIANE_TRUSTED_MANIFEST", "/nowhere/at/all.json"),
        ("LIANE_CACHE_MAX_AGE", "-1"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(settings.SettingsError) as raised:
        settings.load()
    message = str(raised.value)
    assert message.startswith(f"{variable} is {value!r}, but must be ")
    assert "\n" not in message


@pytest.mark.parametrize(
    "value",
    [
        "mysql://liane:s3cret@db.example/liane",
        "mysql://liane:s3cret@/x@db.example/liane",
        "mysql://db.example/liane?user=liane&password=s3cret",
        "mysql:liane:s3cret@db.example",
        "liane:s3cret@db.example",
    ],
)
def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", value)
    with pytest.raises(settings.SettingsError) as raised:
        settings.load()
    assert "s3cret" not in str(raised.value)
    assert "db.example" in str(raised.value)


def test_settings_can_be_printed_without_passwords() -> None:
    database, redis = "postgresql://liane:s3cret@db.example/liane", "redis://:s3cret@redis.example"
    assert "s3cret" not in repr(settings.Settings(database_url=database, redis_url=redis))


@pytest.mark.parametrize(
    ("host", "announced"),
    [
        ("127.0.0.1", "http://127.0.0.1:9000"),
        ("0.0.0.0", "http://127.0.0.1:9000"),  # noqa: S104 - only announced
        ("::1", "http://[::1]:9000"),
    ],
)
def test_links_follow_the_address_that_is_served(monkeypatch: pytest.MonkeyPatch, host: str, announced: str) -> None:
    monkeypatch.setenv("LIANE_BASE_URL", "")
    settings.announce(host, 9000)
    assert settings.load().base_url == announced


def test_a_base_url_that_is_set_wins_over_the_address_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANE_BASE_URL", "https://liane.example")
    settings.announce("127.0.0.1", 9000)
    assert settings.load().base_url == "https://liane.example"


def test_a_provider_is_told_wholly_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().oidc is None
    monkeypatch.setenv("LIANE_OIDC_CLIENT_ID", "liane")
    with pytest.raises(settings.SettingsError, match="LIANE_OIDC_ISSUER is not set"):
        _ = settings.load().oidc
    monkeypatch.setenv("LIANE_OIDC_ISSUER", "https://id.example")
    monkeypatch.setenv("LIANE_OIDC_CLIENT_SECRET", "a secret")
    assert settings.load().oidc == settings.OidcClient("https://id.example", "liane", "a secret")
    assert "a secret" not in repr(settings.load())
    monkeypatch.setattr(settings, "find_spec", lambda _: None)
    with pytest.raises(settings.SettingsError, match=r"pip install 'liane\[oidc\]'"):
        _ = settings.load().oidc
