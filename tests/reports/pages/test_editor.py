import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from reports.content import Paragraph
from reports.enums import SectionStatus
from tests.factories import contents
from tests.factories.office import make_office
from tests.support.forms import filled, posted_fields

pytestmark = pytest.mark.django_db


def edit_url(section):
    return reverse("reports:section-edit", args=[section.pk])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def plan(office):
    office.write("goals")
    return office.write("plan-1")


@pytest.mark.parametrize("code", ["goals", "plan-1", "achievement-1", "follow-up", "overall-opinion"])
def test_every_kind_is_edited_and_saved(office, client_of, code):
    office.write("goals")
    section = office.write(code)
    client = client_of(office.writer_of(section))

    page = client.get(edit_url(section))
    answer = client.post(edit_url(section), posted_fields(section))

    assert page.status_code == 200
    assert said(answer) == [f"Nothing was changed, so revision {section.current_revision.number} stands."]
    assert office.section(code).current_revision == section.current_revision


def test_a_first_draft_is_saved(office, client_of):
    office.write("goals")
    fields = filled(contents.plan(goal_keys=("g1",)), based_on='"r0"')

    answer = client_of("writer").post(edit_url(office.section()), fields)

    section = office.section()
    assert answer["Location"] == edit_url(section)
    assert said(answer) == ["Saved as revision 1."]
    assert section.content == contents.plan()
    assert section.current_revision.author == office.people["writer"]


def test_a_row_that_somebody_else_removed_meanwhile_is_saved_as_a_new_one(office, plan, client_of):
    first, second = Paragraph("p1", "甲"), Paragraph("", "乙")
    fields = posted_fields(office.write("plan-1", contents.plan(paragraphs=(first, second))))
    theirs = office.write("plan-1", contents.plan(paragraphs=(first,)), by="second_writer")
    fields |= {"paragraphs[1].text": "乙改"}

    stale = client_of("writer").post(edit_url(plan), fields)
    answer = client_of("writer").post(edit_url(plan), {**fields, "based_on": theirs.etag})

    assert (stale.status_code, answer.status_code) == (412, 302)
    assert office.section().content.paragraphs == (first, Paragraph("p3", "乙改"))


def test_saving_can_lead_to_the_reading_page(plan, client_of):
    fields = posted_fields(plan, and_read="1", title="新名稱")

    answer = client_of("writer").post(edit_url(plan), fields)

    assert answer["Location"] == reverse("reports:section", args=[plan.pk])


def test_a_bad_number_saves_nothing_and_keeps_everything_typed(office, plan, client_of):
    fields = posted_fields(plan, title="改過的名稱", **{
        "indicators[0].target": "12,34%", "paragraphs[0].text": "改過的段落",
    })  # fmt: skip

    answer = client_of("writer").post(edit_url(plan), fields)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "“12,34%” is not a number" in page
    for typed in ("改過的名稱", 'value="12,34%"', "改過的段落"):
        assert typed in page
    assert office.section().current_revision == plan.current_revision


def test_what_the_domain_refuses_stands_beside_its_field(plan, client_of):
    fields = posted_fields(plan, **{"paragraphs[0].text": "壞\u202e字"})

    answer = client_of("writer").post(edit_url(plan), fields)

    field = answer.context["form"]["paragraphs"][0]["text"]
    assert answer.status_code == 400
    assert field.value == "壞\u202e字"
    assert "U+202E" in field.errors[0]


def test_a_stale_save_shows_both_versions_and_loses_neither(office, plan, client_of):
    mine = posted_fields(plan, **{"paragraphs[0].text": "我的版本。"})
    theirs = contents.plan(paragraphs=(Paragraph("p1", "別人的版本。"),))
    standing = office.write("plan-1", theirs, by="second_writer")

    answer = client_of("writer").post(edit_url(plan), mine)

    page = answer.content.decode()
    assert answer.status_code == 412
    assert "別人的版本。" in page
    assert "我的版本。" in page
    assert "<del>別人</del><ins>我</ins>" in page
    assert office.section().current_revision == standing.current_revision
    again = client_of("writer").post(edit_url(plan), {**mine, "based_on": answer.context["draft"].based_on})
    assert said(again) == ["Saved as revision 3."]
    assert office.section().content.paragraphs[0].text == "我的版本。"


def test_a_section_in_review_keeps_what_was_typed_but_is_not_saved(office, plan, client_of):
    fields = posted_fields(plan, title="太晚了")
    office.submit("plan-1")

    answer = client_of("writer").post(edit_url(plan), fields)

    assert answer.status_code == 409
    assert "太晚了" in answer.content.decode()
    assert office.section().title == plan.title


def test_a_section_in_review_is_not_opened_for_writing(office, plan, client_of):
    office.submit("plan-1")

    answer = client_of("writer").get(edit_url(plan))

    assert answer["Location"] == reverse("reports:section", args=[plan.pk])


@pytest.mark.parametrize("who", ["chief", "secretary", "head"])
def test_those_who_only_read_cannot_save(office, plan, client_of, who):
    answer = client_of(who).post(edit_url(plan), posted_fields(plan, title="越權"))

    assert answer.status_code == 403
    assert office.section().current_revision == plan.current_revision
    assert client_of(who).get(edit_url(plan)).status_code == 302


@pytest.mark.parametrize("who", ["outsider", "other_writer", "other_chief"])
@pytest.mark.parametrize("name", ["section", "section-edit", "section-preview", "revision", "section-waive"])
def test_a_section_of_others_does_not_exist(plan, client_of, who, name):
    arguments = [plan.pk, 1] if name == "revision" else [plan.pk]
    url = reverse(f"reports:{name}", args=arguments)
    client = client_of(who)

    answer = client.post(url) if name in {"section-preview", "section-waive"} else client.get(url)

    assert answer.status_code == 404


def test_a_section_of_another_agency_does_not_exist(plan, client_of):
    theirs = make_office("other").write("goals")

    assert client_of("secretary").get(edit_url(theirs)).status_code == 404
    assert client_of("secretary").post(edit_url(theirs), posted_fields(theirs)).status_code == 404


def test_nobody_reads_a_section_without_logging_in(plan, client):
    assert client.get(edit_url(plan))["Location"].startswith("/accounts/login/")


def test_rows_are_changed_without_a_script_and_without_saving(office, plan, client_of):
    fields = posted_fields(plan, rows="add:indicators", title="還沒存")

    answer = client_of("writer").post(edit_url(plan), fields)

    assert answer.status_code == 200
    assert [row["name"].value for row in answer.context["form"]["indicators"]] == ["查驗設備可用率", ""]
    assert answer.context["form"]["title"].value == "還沒存"
    assert office.section().current_revision == plan.current_revision


def test_an_unknown_row_is_refused_with_everything_typed(plan, client_of):
    answer = client_of("writer").post(edit_url(plan), posted_fields(plan, rows="remove:nothing[1]", title="還在"))

    assert answer.status_code == 400
    assert "還在" in answer.content.decode()


def test_an_achievement_cites_the_chosen_goal_unless_other_words_are_typed(office, client_of):
    office.write("goals")
    section = office.section("achievement-1")
    fields = {"based_on": section.etag, "goal_key": "g1", "paragraphs[0].text": "成果。"}

    client_of("other_writer").post(edit_url(section), fields)

    assert office.section("achievement-1").content.goal_title == contents.GOAL


def test_findings_stand_beside_their_row(office, client_of):
    office.write("goals")
    section = office.write("plan-1", contents.wrong_plan())

    form = client_of("writer").get(edit_url(section)).context["form"]

    assert [finding.check_id for finding in form["indicators"][0].findings] == ["KPI-01"]
    assert form["budgets"][0].findings == ()


def test_a_form_of_many_rows_is_taken(office, client_of):
    office.write("goals")
    rows = tuple(contents.indicator(f"i{number}") for number in range(1, 201))
    section = office.write("plan-1", contents.plan(indicators=rows, paragraphs=(Paragraph("p999", "全年完成。"),)))

    answer = client_of("writer").post(edit_url(section), posted_fields(section))

    assert said(answer) == ["Nothing was changed, so revision 1 stands."]
    assert office.section().status == SectionStatus.DRAFTING
