import pytest
from django.test import Client
from pytest_django import Settings

TOKEN = "a-token-of-more-than-twenty-characters"


def test_metrics_without_a_configured_token_do_not_exist(client: Client, settings: Settings) -> None:
    settings.JIBAO_METRICS_TOKEN = ""

    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["", TOKEN, f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer "])
def test_metrics_with_another_token_are_refused(client: Client, settings: Settings, header: str) -> None:
    settings.JIBAO_METRICS_TOKEN = TOKEN

    response = client.get("/metrics", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_metrics_count_answers_by_view_and_status(client: Client, settings: Settings) -> None:
    settings.JIBAO_METRICS_TOKEN = TOKEN

    def count() -> float:
        text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
        label = 'jibao_requests_total{method="GET",status="200",view="healthz"} '
        return sum(float(line.removeprefix(label)) for line in text.splitlines() if line.startswith(label))

    before = count()
    client.get("/healthz")
    client.get("/healthz")

    assert count() == before + 2


def test_metrics_of_an_unknown_address_add_no_label(client: Client, settings: Settings) -> None:
    settings.JIBAO_METRICS_TOKEN = TOKEN

    client.get("/no/such/address-17")

    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert 'view="none"' in text
    assert "address-17" not in text
