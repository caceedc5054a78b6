"""The ladder in the admin: begun from the built-in one, edited as a whole, one's own agency's alone."""

import json
from dataclasses import asdict

import pytest

from approvals.domain.ladder import DEFAULT, Ladders, Rung
from approvals.enums import Audience
from approvals.models import LadderPolicy
from reports.models import AgencyEvent
from tests.factories.office import make_office
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db
ADD = "/admin/approvals/ladderpolicy/add/"


def form(agency_id, *rungs, **changes):
    data = {"agency": agency_id, "first_hour": 8, "last_hour": 18, "list_weekday": 0, **changes}
    data |= {"rungs-TOTAL_FORMS": len(rungs), "rungs-INITIAL_FORMS": 0}
    for number, rung in enumerate(rungs):
        data |= {f"rungs-{number}-office_days": rung.office_days, f"rungs-{number}-audience": rung.audience.value}
        data |= {f"rungs-{number}-is_mandatory": "on"} if rung.is_mandatory else {}
    return data


def errors(answer):
    assert answer.status_code == 200
    formsets = answer.context["inline_admin_formsets"]
    return [str(error) for formset in formsets for error in formset.non_form_errors()]


def test_a_new_ladder_begins_with_the_built_in_one():
    [formset] = staff_client(make_office(), "secretary").get(ADD).context["inline_admin_formsets"]

    shown = [(form.initial["office_days"], form.initial["audience"]) for form in formset.formset.extra_forms]
    assert shown == [(rung.office_days, rung.audience) for rung in DEFAULT.rungs]


def test_the_secretariat_edits_its_own():
    office = make_office()
    rungs = (Rung(-2, Audience.HOLDER, is_mandatory=False), Rung(2, Audience.SUPERVISOR))

    answer = staff_client(office, "secretary").post(ADD, form(office.agency.pk, *rungs, list_weekday=2))

    assert answer.status_code == 302
    ladder = Ladders().of(office.agency.pk)
    assert (ladder.rungs, ladder.list_weekday) == (rungs, 2)


def told(agency) -> list[dict[str, object]]:
    """What the agency's chain says of its ladder, oldest first."""
    events = AgencyEvent.objects.filter(agency=agency, action="change_ladder").order_by("sequence")
    return [json.loads(event.payload_json)["changed"] for event in events]


def test_every_change_is_in_the_agencys_chain_and_no_change_is_not():
    office = make_office()
    client, rung = staff_client(office, "secretary"), Rung(0, Audience.HOLDER)
    client.post(ADD, form(office.agency.pk, rung))
    policy = LadderPolicy.objects.get()
    kept = {"rungs-INITIAL_FORMS": 1, "rungs-0-id": policy.rungs.get().pk, "rungs-0-ladder": policy.pk}
    change = f"/admin/approvals/ladderpolicy/{policy.pk}/change/"

    for changes in ({}, {"first_hour": 9}, {"first_hour": 9, "rungs-0-office_days": 1}):
        assert client.post(change, form("", rung) | kept | changes).status_code == 302

    made, hours, rungs = told(office.agency)
    assert list(made) == ["rungs"]
    assert hours == {"first_hour": [8, 9]}
    assert rungs == {"rungs": [[asdict(rung)], [asdict(rung) | {"office_days": 1}]]}
    assert LadderPolicy.objects.get().agency == office.agency


def test_the_default_is_told_to_every_agency_that_it_holds_for():
    own, without = make_office(), make_office("other")
    staff_client(own, "secretary").post(ADD, form(own.agency.pk, Rung(0, Audience.HOLDER)))

    administrator_client().post(ADD, form("", *DEFAULT.rungs, list_weekday=2))

    assert told(without.agency) == [{"list_weekday": [0, 2]}]
    assert len(told(own.agency)) == 1


def test_the_default_is_the_administrators():
    office = make_office()
    data = form("", Rung(0, Audience.HOLDER))

    refused = staff_client(office, "secretary").post(ADD, data)
    made = administrator_client().post(ADD, data)

    assert "agency" in refused.context["adminform"].form.errors
    assert made.status_code == 302
    shown = staff_client(office, "secretary").get("/admin/approvals/ladderpolicy/").context["cl"].result_count
    assert (LadderPolicy.objects.get().agency, shown) == (None, 0)


def test_another_agencys_ladder_cannot_be_made():
    office, other = make_office(), make_office("other")

    answer = staff_client(office, "secretary").post(ADD, form(other.agency.pk, Rung(0, Audience.HOLDER)))

    assert "agency" in answer.context["adminform"].form.errors
    assert not LadderPolicy.objects.exists()


@pytest.mark.parametrize(
    ("rungs", "changes", "says"),
    [
        ([Rung(2, Audience.SUPERVISOR)], {}, "at least one rung"),
        ([Rung(0, Audience.HOLDER)], {"last_hour": 8}, "stop later"),
        ([Rung(0, Audience.HOLDER), Rung(-1, Audience.SUPERVISOR)], {}, "only after the due date"),
        ([Rung(1, Audience.HOLDER, is_mandatory=False)], {}, "always comes by mail"),
    ],
)
def test_a_ladder_that_could_not_be_used_is_refused(rungs, changes, says):
    office = make_office()
    client = staff_client(office, "secretary")

    client.cookies["django_language"] = "en"
    [problem] = errors(client.post(ADD, form(office.agency.pk, *rungs, **changes)))

    assert says in problem
