import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from approvals.enums import Role
from approvals.models import Decision, Desk
from reports.enums import ReportStatus, SectionStatus
from tests.factories import contents
from tests.factories.office import assign, make_office, make_user

pytestmark = pytest.mark.django_db


def move(client, subject, action, **fields):
    kind = "report" if hasattr(subject, "roc_year") else "section"
    url = reverse(f"approvals:{kind}-move", args=[subject.pk, action])
    return client.post(url, {"lock_version": subject.lock_version, **fields})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_contributor_submits(office, client_of):
    office.write("goals")
    section = office.write("plan-1")

    answer = move(client_of("writer"), section, "submit")

    assert answer["Location"] == reverse("reports:section", args=[section.pk])
    assert said(answer) == ["Done: Submit – 通關設備汰換計畫"]
    assert office.section().status == SectionStatus.IN_REVIEW


def test_errors_refuse_a_submission_and_say_which(office, client_of):
    office.write("goals")
    section = office.write("plan-1", contents.wrong_plan())

    answer = move(client_of("writer"), section, "submit")

    assert said(answer) == ["1 findings have to be dealt with first: KPI-01"]
    assert office.section().status == SectionStatus.DRAFTING


def test_a_move_from_a_page_that_is_out_of_date_names_the_winner(office, client_of):
    seen = office.submit("plan-1")
    office.endorse("plan-1")

    answer = move(client_of("chief"), seen, "send_back", comment="數字請再核對")

    assert "Somebody was faster: nia-chief – Endorse" in said(answer)[0]
    assert office.section().status == SectionStatus.IN_REVIEW


def test_the_reason_of_a_refused_move_is_still_there(office, client_of):
    seen = office.submit("plan-1")
    client = client_of("chief")

    move(client, seen, "send_back", comment="數字請再核對", lock_version="0")

    page = client.get(reverse("reports:section", args=[seen.pk])).content.decode()
    assert "數字請再核對</textarea>" in page
    assert "數字請再核對" not in client.get(reverse("reports:section", args=[seen.pk])).content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "１"])
def test_a_move_without_a_true_version_changes_nothing(office, client_of, version):
    seen = office.submit("plan-1")

    move(client_of("chief"), seen, "endorse", lock_version=version)

    assert list(Decision.objects.values_list("action", flat=True)) == ["submit"]


def test_sending_back_without_a_reason_is_refused(office, client_of):
    seen = office.submit("plan-1")

    answer = move(client_of("chief"), seen, "send_back", comment="  ")

    assert said(answer) == ["Give a reason."]


@pytest.mark.parametrize("who", ["outsider", "other_chief"])
def test_a_section_of_others_cannot_be_moved(office, client_of, who):
    seen = office.submit("plan-1")

    assert move(client_of(who), seen, "endorse").status_code == 404


def test_nothing_of_another_agency_can_be_moved(office, client_of):
    other = make_office("other")
    section, report = other.submit("plan-1"), other.report

    assert move(client_of("chief"), section, "endorse").status_code == 404
    assert move(client_of("head"), report, "approve").status_code == 404


def test_a_move_nobody_knows_does_not_exist(office, client_of):
    seen = office.submit("plan-1")

    assert move(client_of("chief"), seen, "bless").status_code == 404
    assert move(client_of("chief"), seen, "publish").status_code == 404


def test_a_move_is_never_made_by_following_a_link(office, client_of):
    seen = office.submit("plan-1")

    assert client_of("chief").get(reverse("approvals:section-move", args=[seen.pk, "endorse"])).status_code == 405


def test_a_report_goes_up_is_approved_and_published(office, client_of):
    report = office.sign_off_all()
    for who, action in (("secretary", "submit"), ("head", "approve"), ("secretary", "publish")):
        answer = move(client_of(who), office.fresh_report(), action)
        assert said(answer)[0].startswith("Done: ")

    assert answer["Location"] == reverse("approvals:board", args=[report.pk])
    assert office.fresh_report().status == ReportStatus.PUBLISHED


def test_an_incomplete_report_says_what_is_missing(office, client_of):
    office.sign_off("plan-1")

    answer = move(client_of("secretary"), office.fresh_report(), "submit")

    assert "目標一成果" in said(answer)[0]
    assert office.fresh_report().status == ReportStatus.COMPILING


@pytest.mark.parametrize(
    ("target", "place"), [("/sections/mine/", "/sections/mine/"), ("https://elsewhere.example/", None), ("//x.y", None)]
)
def test_a_move_returns_to_its_own_site_only(office, client_of, target, place):
    seen = office.submit("plan-1")

    answer = move(client_of("chief"), seen, "endorse", next=target)

    assert answer["Location"] == (place or reverse("reports:section", args=[seen.pk]))


def test_the_address_is_written_down_with_the_move(office, client_of):
    seen = office.submit("plan-1")
    url = reverse("approvals:section-move", args=[seen.pk, "endorse"])

    client_of("chief").post(url, {"lock_version": seen.lock_version}, REMOTE_ADDR="203.0.113.7")

    assert Decision.objects.get(action="endorse").address == "203.0.113.7"


def test_the_secretariat_reassigns_on_the_page(office, client_of):
    seen = office.submit("plan-1")
    second = make_user("second-chief", office.agency)
    assign(second, office.divisions["line"], Role.SUPERVISOR)
    client = client_of("secretary")
    page = client.get(reverse("reports:section", args=[seen.pk])).content.decode()

    answer = move(client, seen, "reassign", person=str(second.pk), comment="科長請假")

    assert f'<option value="{second.pk}">second-chief</option>' in page
    assert said(answer) == ["Done: Reassign – 通關設備汰換計畫"]
    assert Desk.objects.get(round__section=seen, closed_at=None).user == second


def test_a_refused_reassignment_keeps_the_reason_and_the_person(office, client_of):
    seen = office.submit("plan-1")
    client = client_of("secretary")

    move(client, seen, "reassign", person=str(office.people["other_chief"].pk), comment="科長請假")
    page = client.get(reverse("reports:section", args=[seen.pk])).content.decode()

    assert "does not hold the role" in page
    assert "科長請假</textarea>" in page
    assert page.count("科長請假") == 1


@pytest.mark.parametrize("who", ["", "0", "x", "99999"])
def test_nobody_is_reassigned_to_who_is_not_of_the_agency(office, client_of, who):
    stranger = make_office("fia").people["chief"]
    seen = office.submit("plan-1")

    answers = [move(client_of("secretary"), seen, "reassign", person=each, comment="x") for each in (who, stranger.pk)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_section_goes_back_to_an_earlier_step_on_the_page(office, client_of):
    seen = office.endorse("plan-1")
    client = client_of("secretary")
    page = client.get(reverse("reports:section", args=[seen.pk])).content.decode()

    answer = move(client, seen, "send_back", to_step="1", comment="請科長再看")

    assert '<option value="1">step 1: 單位主管核章</option>' in page
    assert said(answer) == ["Done: Send back – 通關設備汰換計畫"]
    assert office.section().rounds.get().step == 1


def test_a_step_that_is_not_earlier_is_refused_and_chosen_again(office, client_of):
    seen = office.endorse("plan-1")
    client = client_of("secretary")

    answers = [move(client, seen, "send_back", to_step=step, comment="x") for step in ("2", "first")]
    move(client, seen, "send_back", to_step="1", comment="", lock_version=str(seen.lock_version))
    page = client.get(reverse("reports:section", args=[seen.pk])).content.decode()

    assert {text for answer in answers for text in said(answer)} == {
        "It can be sent back to the contributor or to an earlier step only."
    }
    assert '<option value="1" selected>' in page
