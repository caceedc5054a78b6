"""What is inside somebody's network and what is not, however it is written."""

import pytest

from reports.values.addresses import is_public, plain_address

INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:0a00:0001::",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "210.69.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_a_network_is_not_public(text):
    assert not is_public(plain_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_address_of_the_internet_is_public(text):
    assert is_public(plain_address(text))


def test_an_address_inside_another_is_the_one_that_is_connected_to():
    assert str(plain_address("::ffff:10.1.2.3")) == "10.1.2.3"


@pytest.mark.parametrize("text", ["localhost", "127.1", "0x7f000001", "2130706433", "", "1.2.3.4.5"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="does not appear to be"):
        plain_address(text)
