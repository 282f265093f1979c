"""Clients are counted by what they cannot change at will."""

import pytest

from api.http.client_addresses import counted_network


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:DB8:1:2::", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("", "unknown"),
        ("192.0.2.1, 192.0.2.2", "unknown"),
        ("192.0.2.1\0", "unknown"),
        ("::\udcff", "unknown"),
        (":" * 500, "unknown"),
    ],
)
def test_a_network_has_one_name_however_its_addresses_are_written(host: str, network: str) -> None:
    assert counted_network(host) == network
