import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from reports.models import Waiver
from tests.factories import contents
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


def titles(response):
    return [row["section"].code for row in response.context["rows"]]


def test_my_sections_are_those_of_my_division(office, client_of):
    make_office("elsewhere")

    assert titles(client_of("writer").get("/sections/mine/")) == ["plan-1"]
    assert titles(client_of("clerk").get("/sections/mine/")) == ["goals", "follow-up", "overall-opinion"]
    assert titles(client_of("outsider").get("/sections/mine/")) == []


def test_all_sections_are_those_i_may_read(office, client_of):
    make_office("elsewhere")

    assert titles(client_of("chief").get("/sections/")) == ["plan-1"]
    assert len(titles(client_of("secretary").get("/sections/"))) == 5


@pytest.mark.parametrize("plans", [1, 3, 12])
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(plans, client, django_assert_num_queries):
    office = make_office(plans=plans)
    client.force_login(office.people["writer"])

    with django_assert_num_queries(10):
        response = client.get("/sections/mine/")

    assert len(titles(response)) == plans


def test_a_long_list_is_paged(client):
    office = make_office(plans=51)
    client.force_login(office.people["writer"])

    assert len(titles(client.get("/sections/mine/"))) == 50
    assert titles(client.get("/sections/mine/?page=2")) == ["plan-51"]


def test_a_section_offers_only_the_moves_of_the_reader(office, client_of):
    section = office.submit("plan-1")
    url = reverse("reports:section", args=[section.pk])

    offered = {
        who: [move.action for move in client_of(who).get(url).context["moves"]]
        for who in ("writer", "chief", "secretary", "head")
    }

    assert offered == {"writer": ["recall"], "chief": ["endorse", "send_back"], "secretary": ["reassign"], "head": []}


def test_a_section_shows_decisions_with_their_reasons(office, client_of):
    section = office.submit("plan-1")
    client_of("chief").post(
        reverse("approvals:section-move", args=[section.pk, "send_back"]),
        {"lock_version": section.lock_version, "comment": "數字請再核對"},
    )

    response = client_of("writer").get(reverse("reports:section", args=[section.pk]))

    assert [str(entry.label) for entry in response.context["trail"]] == ["Submit", "Send back"]
    assert "數字請再核對" in response.content.decode()


@pytest.mark.parametrize("code", ["goals", "plan-1", "achievement-1", "follow-up", "overall-opinion"])
def test_every_kind_is_readable_empty_and_written(office, client_of, code):
    client = client_of("secretary")
    url = reverse("reports:section", args=[office.section(code).pk])

    assert "Nothing has been written yet." in client.get(url).content.decode()
    office.write("goals")
    office.write(code)
    assert "Nothing has been written yet." not in client.get(url).content.decode()


def test_an_old_revision_stays_as_it_was(office, client_of):
    office.write("goals")
    office.write("plan-1", contents.plan("舊名稱"))
    section = office.write("plan-1", contents.plan("新名稱"))
    client = client_of("writer")

    old = client.get(reverse("reports:revision", args=[section.pk, 1])).content.decode()
    new = client.get(reverse("reports:revision", args=[section.pk, 2])).content.decode()

    assert "舊名稱" in old
    assert "<del>舊</del><ins>新</ins>名稱" in new
    assert client.get(reverse("reports:revision", args=[section.pk, 3])).status_code == 404


@pytest.fixture
def warned(office):
    office.write("goals")
    return office.write("plan-1", contents.warned_plan())


def waive(client, section, check_id, reason):
    page = client.get(reverse("reports:section", args=[section.pk]))
    found = next(item for item in page.context["findings"] if item.check_id == check_id)
    fields = {"fingerprint": found.fingerprint, "reason": reason}
    answer = client.post(reverse("reports:section-waive", args=[section.pk]), fields)
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_supervisor_lets_a_warning_stand_with_a_reason(office, warned, client_of):
    said = waive(client_of("chief"), warned, "KPI-03", "政策調整")

    waiver = Waiver.objects.get()
    assert said == ["The warning stands, with your reason and name."]
    assert (waiver.check_id, waiver.reason, waiver.waived_by) == ("KPI-03", "政策調整", office.people["chief"])
    page = client_of("writer").get(reverse("reports:section", args=[warned.pk])).content.decode()
    assert "政策調整" in page


@pytest.mark.parametrize(("who", "reason"), [("chief", " "), ("writer", "我說可以")])
def test_a_warning_stands_neither_without_reason_nor_by_its_writer(warned, client_of, who, reason):
    said = waive(client_of(who), warned, "KPI-03", reason)

    assert len(said) == 1
    assert not Waiver.objects.exists()
