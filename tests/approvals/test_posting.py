"""Messages over a real wire: signed, to the address that was checked and no other."""

import socket
import ssl
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from urllib3.util.ssl_match_hostname import CertificateError

from approvals.domain.webhook_delivery import deliver_due
from approvals.domain.webhooks import sweep
from approvals.models import WebhookDelivery, WebhookEndpoint
from approvals.posting import AddressRefused, post, signature
from tests.factories.office import NOW, make_office
from tests.factories.webhooks import with_secret
from tests.support.receiver import receiver, self_signed

pytestmark = pytest.mark.django_db

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "receive-webhooks.md"


@pytest.fixture
def owed(settings):
    """One message and its secret; the loopback network is one that the operator named."""
    settings.JIBAO_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    office = make_office()
    _endpoint, secret = with_secret(office, "http://127.0.0.1:1/", ["section.submit"])
    office.submit("follow-up")
    WebhookDelivery.objects.all().delete()
    sweep(now=NOW)
    return WebhookDelivery.objects.order_by("id").select_related("endpoint").first(), secret


def to(owed, url: str) -> WebhookDelivery:
    WebhookEndpoint.objects.update(url=url)
    owed[0].endpoint.refresh_from_db()
    return owed[0]


def leads_to(*addresses: str):
    """A resolver that knows only these."""
    return lambda _host, port, **_options: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
    ]


def test_a_message_arrives_as_it_was_written_and_signed(owed):
    delivery, secret = owed
    with receiver() as found:
        assert post(to(owed, f"{found.url}/hook?from=nia"), NOW) == 204

    [taken] = found.taken
    timestamp = str(int(NOW.timestamp()))
    assert (taken.path, taken.body) == ("/hook?from=nia", delivery.body.encode())
    assert taken.headers["Host"] == found.url.removeprefix("http://")
    assert taken.headers["Content-Type"] == "application/json"
    assert taken.headers["Jibao-Delivery"] == str(delivery.delivery_id)
    assert (taken.headers["Jibao-Event"], taken.headers["Jibao-Timestamp"]) == ("section.submit", timestamp)
    assert taken.headers["Jibao-Signature"] == signature(secret=secret, timestamp=timestamp, body=taken.body)


def test_over_tls_the_certificate_is_checked_against_the_name(owed, tmp_path, monkeypatch):
    certificate = self_signed(tmp_path, "records.example.tw")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    here = leads_to("127.0.0.1")
    with receiver(certificate) as found:
        port = found.url.rpartition(":")[2]
        assert post(to(owed, f"https://records.example.tw:{port}/"), NOW, resolve=here) == 204
        with pytest.raises(CertificateError, match=r"other\.example\.tw"):
            post(to(owed, f"https://other.example.tw:{port}/"), NOW, resolve=here)

    assert [taken.headers["Host"] for taken in found.taken] == [f"records.example.tw:{port}"]


def test_an_unknown_certificate_is_not_talked_to(owed, tmp_path):
    with receiver(self_signed(tmp_path, "127.0.0.1")) as found, pytest.raises(ssl.SSLCertVerificationError):
        post(to(owed, found.url), NOW)

    assert found.taken == []


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["1.1.1.1", "192.168.0.1"], ["::ffff:169.254.169.254"], ["::1"], []]
)
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(owed, settings, addresses):
    settings.JIBAO_WEBHOOK_NETWORKS = []

    with pytest.raises(AddressRefused):
        post(to(owed, "https://records.example.tw/"), NOW, resolve=leads_to(*addresses))


def test_without_tls_only_a_named_network_is_talked_to(owed):
    with pytest.raises(AddressRefused):
        post(to(owed, "http://records.example.tw/"), NOW, resolve=leads_to("1.1.1.1"))


def test_a_name_is_resolved_once(owed):
    """A second answer of the resolver, as a rebinding attacker gives it, would be another address."""
    asked = []

    def resolve(host, port, **options):
        asked.append(host)
        return leads_to("127.0.0.1")(host, port, **options)

    with receiver() as found:
        post(to(owed, found.url.replace("127.0.0.1", "records.example.tw")), NOW, resolve=resolve)

    assert asked == ["records.example.tw"]
    assert len(found.taken) == 1


def test_a_receiver_that_sends_us_elsewhere_is_not_followed(owed):
    with receiver() as target, receiver() as found:
        found.statuses, found.location = [307], target.url
        assert post(to(owed, found.url), NOW) == 307

    assert (len(found.taken), target.taken) == (1, [])


def test_a_receiver_that_fails_and_recovers_is_told_once_more(owed):
    with receiver() as found:
        found.statuses = [500, 200]
        to(owed, found.url)
        deliver_due(post=post, clock=lambda: NOW)
        deliver_due(post=post, clock=lambda: NOW + timedelta(minutes=5))

    first, second = found.taken
    assert (first.body, first.headers["Jibao-Delivery"]) == (second.body, second.headers["Jibao-Delivery"])
    assert first.headers["Jibao-Signature"] != second.headers["Jibao-Signature"]
    assert WebhookDelivery.objects.get().response_status == 200


def test_the_whole_exchange_is_bounded(owed, monkeypatch):
    monkeypatch.setattr("approvals.posting.WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(Exception, match=r"(?i)closed|aborted|reset|without response"):
            post(to(owed, url), NOW)


def test_the_example_of_the_documentation_tells_true_from_tampered(tmp_path):
    code = HOW_TO.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    (tmp_path / "verify.py").write_text(code, encoding="utf-8")
    secret, body, now = "whsec_x", b'{"event":"section.submit"}', 1_800_000_000
    good = signature(secret=secret, timestamp=str(now), body=body)
    cases = [
        (str(now), good, body, now, True),
        (str(now), good, body, now + 299, True),
        (str(now), good, body, now + 301, False),
        (str(now), good, body + b" ", now, False),
        (str(now + 1), good, body, now, False),
        (str(now), good.replace("v1=", "v0="), body, now, False),
        ("x", good, body, now, False),
    ]
    script = f"from verify import is_genuine\nprint([is_genuine({secret!r}, *case[:4]) for case in {cases!r}])"

    said = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout

    assert said.strip() == str([expected for *_case, expected in cases])
