"""The approvers' desk: who finds what in the queue, what the item's page shows, and what its buttons do."""

from datetime import date

import pytest
from django.urls import reverse

from approvals.domain import actions
from approvals.domain.substitutes import appoint
from approvals.enums import Capacity, Role
from approvals.models import Decision
from reports.enums import ReportStatus, SectionStatus
from tests.factories.contents import budget, plan, warned_plan
from tests.factories.office import assign, make_office, make_user
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/desksection/"


def page(section):
    return reverse("admin:approvals_desksection_change", args=[section.pk])


def move(section, action):
    return reverse("admin:approvals_desksection_move", args=[section.pk, action])


def queue(client, url=QUEUE):
    return [item.pk for item in client.get(url).context["cl"].result_list]


def form(section, comment=""):
    return {"lock_version": section.lock_version, "comment": comment}


def test_a_submitted_section_lies_on_its_own_supervisors_desk_only(office):
    section = office.submit("plan-1")
    foreign = make_office("other").submit("plan-1")

    assert queue(staff_client(office, "chief")) == [section.pk]
    assert queue(staff_client(office, "other_chief")) == []
    assert queue(staff_client(office, "secretary")) == []
    assert foreign.pk != section.pk


def test_an_endorsed_section_lies_on_the_secretariats_desk(office):
    section = office.endorse("plan-1")

    assert queue(staff_client(office, "chief")) == []
    assert queue(staff_client(office, "secretary")) == [section.pk]


def test_a_contributor_has_no_desk(office):
    office.submit("plan-1")

    assert staff_client(office, "writer").get(QUEUE).status_code == 302


@pytest.mark.parametrize("plans", [1, 3])
def test_the_queue_takes_the_same_queries_for_one_row_and_three(plans, django_assert_num_queries):
    office = make_office(plans=plans)
    for number in range(1, plans + 1):
        office.submit(f"plan-{number}")
    client = staff_client(office, "chief")
    client.get(QUEUE)

    with django_assert_num_queries(14):
        assert len(queue(client)) == plans


def test_the_page_shows_the_text_with_its_figures(office):
    section = office.submit("plan-1")

    html = staff_client(office, "chief").get(page(section)).content.decode()

    assert "全年完成設備汰換並驗收。" in html
    assert "預算編列1,000千元，實際執行950千元，執行率為95%" in html
    assert "查驗設備可用率</th><td>99.00%</td><td>99.00%</td><td>100%</td>" in html


def test_a_first_submission_says_so(office):
    section = office.submit("plan-1")

    assert "This is the first submission." in staff_client(office, "chief").get(page(section)).content.decode()


def test_a_change_after_sign_off_is_shown_against_the_signed_text(office):
    section = office.sign_off("plan-1")
    reopened = staff_client(office, "secretary").post(move(section, "reopen"), form(section, "金額有誤"))
    office.write(
        "plan-1", plan(budgets=(budget(expended_thousands=960, execution_rate="96", execution_printed="96%"),))
    )
    section = office.submit("plan-1")

    html = staff_client(office, "chief").get(page(section)).content.decode()

    assert reopened.status_code == 302
    assert "<del>950</del> → <ins>960</ins>" in html
    assert "<del>95%</del> → <ins>96%</ins>" in html


def test_endorsing_is_recorded_and_leaves_the_desk(office):
    section = office.submit("plan-1")
    client = staff_client(office, "chief")

    answer = client.post(move(section, "endorse"), form(section, "同意"), follow=True)

    assert answer.redirect_chain == [(QUEUE, 302)]
    decision = Decision.objects.latest("id")
    assert (decision.action, decision.comment, decision.actor) == ("endorse", "同意", office.people["chief"])
    assert queue(client) == []


def test_sending_back_without_a_reason_is_refused_and_keeps_the_text(office):
    section = office.submit("plan-1")

    answer = staff_client(office, "chief").post(move(section, "send_back"), form(section, "   \n"))

    assert answer.status_code == 400
    assert "Give a reason." in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert office.section("plan-1").status == SectionStatus.IN_REVIEW


def test_a_stale_page_is_refused_with_the_winner_and_keeps_the_text(office):
    read = office.submit("plan-1")
    office.endorse("plan-1")

    answer = staff_client(office, "chief").post(move(read, "send_back"), form(read, "請補充說明"))

    assert answer.status_code == 409
    assert "Somebody was faster: nia-chief – Endorse." in answer.content.decode()
    assert "請補充說明" in answer.content.decode()
    assert Decision.objects.filter(action="send_back").count() == 0


def test_the_secretariat_signs_off(office):
    section = office.endorse("plan-1")

    staff_client(office, "secretary").post(move(section, "approve"), form(section))

    assert office.section("plan-1").status == SectionStatus.SIGNED_OFF


def test_another_divisions_section_does_not_exist_for_a_supervisor(office):
    section = office.submit("achievement-1")
    client = staff_client(office, "chief")

    assert client.get(page(section)).status_code == 404
    assert client.post(move(section, "endorse"), form(section)).status_code == 404


@pytest.mark.parametrize("name", ["secretary", "head"])
def test_another_agencys_section_does_not_exist(name, office):
    foreign = make_office("other").submit("plan-1")
    client = staff_client(office, name)

    assert client.get(page(foreign)).status_code == 404
    assert client.post(move(foreign, "endorse"), form(foreign)).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"comment": "可"}, "The form was incomplete."),
        ({"lock_version": "x", "comment": "可"}, "The form was incomplete."),
        ({"lock_version": "1", "comment": "可\u202e"}, "U+202E in line 1"),
        ({"lock_version": "1", "comment": "可" * 2001}, "2000"),
    ],
)
def test_a_bad_form_is_refused_in_words(data, said, office):
    section = office.submit("plan-1")

    answer = staff_client(office, "chief").post(move(section, "endorse"), data)

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert office.section("plan-1").lock_version == section.lock_version


@pytest.mark.parametrize("action", ["submit", "recall", "publish", "nonsense"])
def test_moves_that_are_not_of_the_desk_have_no_address(action, office):
    section = office.submit("plan-1")

    assert staff_client(office, "chief").post(move(section, action), form(section)).status_code == 404


def test_a_move_is_never_made_by_following_a_link(office):
    section = office.submit("plan-1")
    client = staff_client(office, "chief")

    assert client.get(move(section, "endorse")).status_code == 405
    assert client.post(page(section), {"status": "signed_off"}).status_code == 405
    assert office.section("plan-1").status == SectionStatus.IN_REVIEW


def test_the_head_reads_the_report_and_approves_it(office):
    report = office.send_up()
    client = staff_client(office, "head")
    address = reverse("admin:approvals_deskreport_changelist")
    item = reverse("admin:approvals_deskreport_change", args=[report.pk])

    assert queue(client, address) == [report.pk]
    assert "通關設備汰換計畫" in client.get(item).content.decode()
    client.post(reverse("admin:approvals_deskreport_move", args=[report.pk, "approve"]), form(report))

    assert office.fresh_report().status == ReportStatus.APPROVED


def test_the_secretariat_sends_up_and_publishes_at_the_desk(office):
    report = office.sign_off_all()
    client = staff_client(office, "secretary")
    changelist = reverse("admin:approvals_deskreport_changelist")

    def make(action):
        client.post(reverse("admin:approvals_deskreport_move", args=[report.pk, action]), form(office.fresh_report()))
        return office.fresh_report().status

    assert make("submit") == ReportStatus.AWAITING_APPROVAL
    assert queue(client, changelist) == []
    actions.approve_report(report=office.fresh_report(), actor=office.people["head"], now=office.now())
    assert queue(client, changelist) == [report.pk]
    assert make("publish") == ReportStatus.PUBLISHED
    assert queue(client, changelist) == []


@pytest.mark.parametrize("action", ["publish", "correct", "cancel_publication", "withdraw"])
def test_the_head_has_no_way_to_publish_or_correct_at_the_desk(office, action):
    report = office.approve_report()
    client = staff_client(office, "head")

    posted = form(report, "理由") | {"edition": 1}
    answer = client.post(reverse("admin:approvals_deskreport_move", args=[report.pk, action]), posted)

    assert answer.status_code in {403, 404}
    assert office.fresh_report().status == ReportStatus.APPROVED


def test_warnings_stop_the_head_and_are_listed(office):
    office.write("goals")
    office.write("plan-1", warned_plan())
    report = office.send_up()
    client = staff_client(office, "head")

    answer = client.post(reverse("admin:approvals_deskreport_move", args=[report.pk, "approve"]), form(report))

    assert answer.status_code == 422
    assert "KPI-03" in answer.content.decode()
    assert office.fresh_report().status == ReportStatus.AWAITING_APPROVAL


def test_the_report_of_another_agency_does_not_exist_for_a_head(office):
    foreign = make_office("other").send_up()
    client = staff_client(office, "head")

    assert queue(client, reverse("admin:approvals_deskreport_changelist")) == []
    assert client.get(reverse("admin:approvals_deskreport_change", args=[foreign.pk])).status_code == 404


def test_a_person_with_roles_in_two_agencies_oversees_only_where_the_role_reaches(office):
    other = make_office("other")
    office.people["head"].assignments.create(
        division=other.divisions["line"], role="supervisor", valid_from="2025-01-01"
    )
    report = other.send_up()

    answer = staff_client(office, "head").get(reverse("admin:approvals_deskreport_change", args=[report.pk]))

    assert answer.status_code == 404


def test_what_is_on_nobodys_desk_can_be_read_but_not_decided(office):
    section = office.write("goals") and office.write("plan-1")

    answer = staff_client(office, "chief").get(page(section))

    assert "There is nothing for you to decide here now." in answer.content.decode()
    assert answer.context["buttons"] == []


def test_who_wrote_the_text_reads_why_somebody_else_has_to_decide(office):
    assign(office.people["chief"], office.divisions["line"], Role.CONTRIBUTOR)
    office.write("goals")
    office.write("plan-1", by="chief")
    section = office.submit("plan-1")

    answer = staff_client(office, "chief").get(page(section))

    assert answer.context["buttons"] == []
    assert "You wrote or submitted this text in this round, so somebody else has to decide." in answer.content.decode()


@pytest.mark.parametrize("plans", [1, 3])
def test_an_item_takes_the_same_queries_in_a_small_report_and_a_larger(plans, django_assert_num_queries):
    office = make_office(plans=plans)
    for number in range(1, plans + 1):
        section = office.submit(f"plan-{number}")
    client = staff_client(office, "chief")
    client.get(page(section))

    with django_assert_num_queries(41):
        client.get(page(section))


@pytest.mark.parametrize("plans", [1, 3])
def test_a_report_takes_the_same_queries_with_few_sections_and_with_more(plans, django_assert_num_queries):
    office = make_office(plans=plans)
    report = office.send_up()
    client = staff_client(office, "head")
    address = reverse("admin:approvals_deskreport_change", args=[report.pk])
    client.get(address)

    with django_assert_num_queries(25):
        client.get(address)


def test_an_assignment_that_ended_shuts_out_at_once(office):
    section = office.submit("plan-1")
    client = staff_client(office, "chief")
    office.people["chief"].assignments.update(valid_to=date(2025, 12, 31))

    assert queue(client) == []
    assert client.get(page(section)).status_code == 404
    assert client.post(move(section, "endorse"), form(section)).status_code == 404


def test_a_move_needs_the_token_of_the_sites_own_form(office):
    section = office.submit("plan-1")
    client = staff_client(office, "chief")
    client.handler.enforce_csrf_checks = True

    assert client.post(move(section, "endorse"), form(section)).status_code == 403
    assert office.section("plan-1").lock_version == section.lock_version


def test_a_substitute_signs_with_both_names_and_from_an_address(office):
    stand_in = office.people["stand_in"] = make_user("stand-in", office.agency)
    appoint(
        principal=office.people["chief"].assignments.get(), substitute=stand_in, capacity=Capacity.ACTING,
        valid_from=date(2026, 1, 1), valid_to=date(2099, 1, 1), section_kind="", actor=office.people["chief"],
        now=office.now(),
    )  # fmt: skip
    section = office.submit("plan-1")
    client = staff_client(office, "stand_in")

    client.post(move(section, "endorse"), form(section), REMOTE_ADDR="192.0.2.7")

    assert Decision.objects.latest("id").address == "192.0.2.7"
    assert "stand-in acting for nia-chief</span>" in client.get(page(section)).content.decode()
