"""Routes in the admin: three levels with accounting in one form, and what is refused."""

import pytest

from approvals.enums import Role
from approvals.models import Route, Step
from reports.enums import DivisionKind, Scope
from tests.factories.office import make_office
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db
ADD = "/admin/approvals/route/add/"
LEVELS = (
    {"name": "科長核章", "consulted": ["accounting"]},
    {"name": "副主管核章"},
    {"name": "秘書單位核定", "kind": "deciding_step", "role": "secretariat"},
)


def form(office, *steps, initial=0, **changes):
    data = {"name": "三級", "agency": office.agency.pk, "is_active": "on", "section_kind": "", **changes}
    data |= {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": initial}
    shared = {
        "kind": "endorsing_step",
        "seat": "section_division",
        "role": "supervisor",
        "quorum": "any_one",
        "scope": "all",
    }
    for number, step in enumerate(steps):
        given = {**shared, "order": number + 1, **step}
        data |= {f"steps-{number}-{name}": value for name, value in given.items()}
    return data


def errors(answer):
    assert answer.status_code == 200
    formsets = answer.context["inline_admin_formsets"]
    return [str(error) for formset in formsets for error in formset.non_form_errors()]


def test_three_levels_with_accounting_are_made_in_one_form_and_drawn(office):
    client = staff_client(office, "secretary")

    assert client.post(ADD, form(office, *LEVELS)).status_code == 302

    route = Route.objects.get()
    assert list(route.steps.values_list("position", "name")) == [
        (1, "科長核章"),
        (2, "副主管核章"),
        (3, "秘書單位核定"),
    ]
    asked = Step.objects.get(position=1).consultations.get()
    assert (asked.division_kind, asked.scope, asked.only_with_budget) == (DivisionKind.ACCOUNTING, Scope.BUDGET, True)
    drawn = client.get(f"/admin/approvals/route/{route.pk}/change/").content.decode()
    assert "<strong>3. 秘書單位核定</strong>" in drawn


def test_steps_change_places_and_are_taken_out(office):
    client = staff_client(office, "secretary")
    client.post(ADD, form(office, *LEVELS))
    route = Route.objects.get()
    rows = [{"id": step.pk, "route": route.pk} for step in route.steps.all()]
    swapped = [{**LEVELS[0], **rows[0], "order": 2, "consulted": []}, {**LEVELS[1], **rows[1], "order": 1}]

    client.post(
        f"/admin/approvals/route/{route.pk}/change/", form(office, *swapped, {**LEVELS[2], **rows[2]}, initial=3)
    )

    assert list(route.steps.values_list("position", "name")) == [
        (1, "副主管核章"),
        (2, "科長核章"),
        (3, "秘書單位核定"),
    ]
    assert not Step.objects.get(position=2).consultations.exists()


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (LEVELS[:2], "The last step has to decide; otherwise nothing is ever signed off."),
        ((LEVELS[2], *LEVELS), "Only the last step decides."),
        (({"name": "專人", "seat": "people"}, LEVELS[2]), "A step for named people names nobody."),
    ],
)
def test_a_route_that_cannot_be_used_is_refused(office, steps, said):
    assert errors(staff_client(office, "secretary").post(ADD, form(office, *steps))) == [said]
    assert not Route.objects.exists()


def test_a_second_route_for_the_same_sections_is_refused(office):
    client = staff_client(office, "secretary")
    client.post(ADD, form(office, *LEVELS))

    answer = client.post(ADD, form(office, *LEVELS))

    assert "is in use for the same sections already" in answer.content.decode()
    assert Route.objects.count() == 1


@pytest.mark.parametrize("foreign", ["agency", "report", "division"])
def test_nothing_of_another_agency_is_named(office, foreign):
    far = make_office("far")
    changes = (
        {"agency": far.agency.pk} if foreign == "agency" else {"report": far.report.pk} if foreign == "report" else {}
    )
    step = {"seat": "named_division", "division": far.divisions["line"].pk} if foreign == "division" else {}

    answer = staff_client(office, "secretary").post(ADD, form(office, {"name": "一", **step}, LEVELS[2], **changes))

    assert answer.status_code == 200
    assert not Route.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("head", 403), ("chief", 403)])
def test_only_the_secretariat_edits_routes(office, who, status):
    assert staff_client(office, who).post(ADD, form(office, *LEVELS)).status_code == status


def test_the_route_of_another_agency_does_not_exist(office):
    far = make_office("far")
    route = Route.objects.create(agency=far.agency, name="遠")
    Step.objects.create(route=route, position=1, name="核定", kind="deciding_step", role=Role.SECRETARIAT)

    assert staff_client(office, "secretary").get(f"/admin/approvals/route/{route.pk}/change/").status_code == 302
