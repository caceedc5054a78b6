"""manage.py load_report, with what it must refuse."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from approvals.enums import Role
from reports.domain.audit import first_break
from reports.enums import DivisionKind
from reports.models import Agency, AuditEvent, Division, Indicator, Report, Section, SectionRevision
from tests.factories.office import Office, assign, make_office

pytestmark = pytest.mark.django_db

REPORT_FILE = Path(__file__).resolve().parents[2] / "data" / "report-114.txt"
TEXT = REPORT_FILE.read_text("utf-8")


@pytest.fixture
def office() -> Office:
    """An agency whose report of 114 is not open yet."""
    return make_office(roc_year=113)


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "report.txt"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def load(path: Path = REPORT_FILE, *options: str, agency: str = "nia", year: int = 114) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_report", str(path), "--agency", agency, "--year", str(year), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refusal(*arguments, **options) -> tuple[int, str]:
    before = counts()
    with pytest.raises(CommandError) as error:
        load(*arguments, **options)
    assert counts() == before
    return error.value.returncode, str(error.value)


def counts() -> list[int]:
    return [model.objects.count() for model in (Report, Section, SectionRevision, Indicator, AuditEvent)]


# --- what it does ------------------------------------------------------------------------------------------------


def test_opens_the_year_and_saves_every_section(office):
    load()

    report = Report.objects.get(agency=office.agency, roc_year=114)
    codes = report.sections.filter(current_revision__isnull=False).values_list("code", flat=True)
    assert sorted(codes) == [
        "achievement-1", "achievement-2", "follow-up", "goals", "overall-opinion",
        "plan-1", "plan-2", "plan-3", "plan-4",
    ]  # fmt: skip
    assert Indicator.objects.filter(section__report=report).count() == 14
    assert report.title == "臨海邊境服務署 114年度施政績效報告"


def test_summary_names_lines(office):
    out, _err = load()

    assert out.splitlines()[0] == "臨海邊境服務署 114年度施政績效報告: 9 sections"
    assert "    indicators 6 · budgets 1 · paragraphs 2" in out.splitlines()
    assert "    themes 3 · paragraphs 12" in out.splitlines()
    assert "    line 71: A sentence was cut here and has been joined again." in out.splitlines()
    assert out.splitlines()[-2:] == ["Left over: 0", "All of it is saved."]


def test_words_without_place_are_listed_and_the_rest_is_saved(office, file):
    out, _err = load(file(TEXT + "\n陸、附錄\n\n其他資料。\n"))

    assert out.splitlines()[-3:] == [
        "Left over: 1",
        "    line 118: A chapter “附錄” is not known. 「陸、附錄 其他資料。」",
        "All of it is saved.",
    ]
    assert Report.objects.filter(roc_year=114).exists()


def test_fills_an_empty_report_in_the_hands_of_its_divisions():
    office = make_office(roc_year=114)
    load()

    authors = {section.code: section.current_revision.author.username for section in office.report.sections.all()}
    assert authors["plan-1"] == "nia-writer"
    assert authors["achievement-1"] == "nia-other_writer"
    assert authors["goals"] == authors["plan-4"] == "nia-clerk"


def test_sections_the_text_does_not_have_are_named(file):
    office = make_office(roc_year=114)
    out, _err = load(file(TEXT.partition("肆、")[0]))

    assert "Without text in the file: follow-up, overall-opinion" in out.splitlines()
    assert office.section("follow-up").current_revision is None


def test_named_person_opens_and_writes(office):
    clerk = office.people["clerk"]
    assign(clerk, office.divisions["secretariat"], Role.SECRETARIAT)

    load(REPORT_FILE, "--as", "nia-clerk")

    authors = SectionRevision.objects.filter(section__report__roc_year=114).values_list("author__username", flat=True)
    assert set(authors) == {"nia-clerk"}


def test_new_sections_go_to_the_named_division(office):
    load(REPORT_FILE, "--division", "line")

    sections = Section.objects.filter(report__roc_year=114)
    assert set(sections.values_list("division__code", flat=True)) == {"line"}


def test_audit_names_the_source_and_the_chain_holds(office):
    load()

    report = Report.objects.get(roc_year=114)
    event = report.audit_events.get(action="load")
    payload = json.loads(event.payload_json)
    assert (payload["source"], payload["left_over"], len(payload["sections"])) == ("report-114.txt", 0, 9)
    assert event.actor == office.people["secretary"]
    assert first_break(report) is None


def test_json_is_alone_on_standard_output(office):
    out, err = load(REPORT_FILE, "--json")

    data = json.loads(out)
    sections = [section for chapter in data["chapters"] for section in chapter["sections"]]
    assert (data["roc_year"], len(sections), data["remainder"]) == (114, 9, [])
    assert sections[2]["content"]["indicators"][0]["target"] == {"printed": "99.95%", "value": "99.95", "unit": "%"}
    assert err.splitlines()[-1] == "All of it is saved."


def test_dry_run_writes_nothing(office):
    before = counts()

    out, _err = load(REPORT_FILE, "--dry-run")

    assert out.splitlines()[-1] == "Nothing was written: this was a dry run."
    assert counts() == before


# --- what it refuses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xa7\xda",
         "report.txt: The file is not UTF-8: byte 0, line 1. Save it as plain text in UTF-8 and load it again."),
        (b"", "report.txt: The file holds no text. Choose the file that holds the report."),
        (b"\x89PNG",
         "report.txt: The file is no text, ODT, DOCX or PDF (byte 0). Save the report as plain text in UTF-8."),
        ("壹、\x07甲",
         ("report.txt: Line 1, column 3 has the character U+0007, which cannot be kept (1 such characters in all). "
          "Remove it and load the file again.")),
        ("只有文字。", "No chapter of a report was found in the text. A chapter begins like 壹、年度施政目標."),
        (TEXT.replace("27,700%", "12,34%"),
         "Line 62: “12,34%” cannot be read. Correct it in the file and load it again."),
        (TEXT.replace("212,393千元", "12,34千元"),
         "Line 38: “12,34千元” cannot be read. Correct it in the file and load it again."),
        (TEXT.replace("114年度施政績效", "113年度施政績效"),
         "The text is about year 113, not 114. Give the other year or the other file."),
        (TEXT.replace("112年—115年", "1年—2年"),
         "Section plan-2, line 26, period_start_year: 1 is outside what is possible here."),
    ],
    ids=["not-utf8", "empty", "binary", "control", "no-outline", "rate", "amount", "other-year", "not-storable"],
)  # fmt: skip
def test_unfit_files_are_refused_with_place_and_remedy(office, file, content, message):
    assert refusal(file(content)) == (1, message)


def test_fifty_megabytes_are_refused_unread(office, tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as sparse:
        sparse.truncate(50 * 1024 * 1024)

    assert refusal(path) == (
        1, "big.txt: The file has 52428800 bytes; at most 20971520 can be read. Save the text alone, without pictures.",
    )  # fmt: skip


def test_report_with_content_is_refused_and_named():
    office = make_office(roc_year=114)
    office.write("goals")

    assert refusal() == (
        1,
        "示範機關nia has report 114 already, with content in goals. Nothing was changed; edit those sections instead.",
    )  # fmt: skip


def test_loading_twice_is_refused(office):
    load()

    assert refusal()[0] == 1


def test_last_section_that_cannot_be_stored_undoes_all(office, file):
    code, message = refusal(file(TEXT + "後續\U0001f600辦理。\n"))

    assert (code, message.startswith("Section overall-opinion, line 116, paragraphs[1].text: ")) == (1, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--as", "nobody"), "There is no active user “nobody” at 示範機關nia."),
        (("--division", "moon"), "There is no division “moon”. There are: head, line, other, secretariat"),
    ],
)
def test_unknown_people_and_divisions_are_usage_errors(office, options, message):
    assert refusal(REPORT_FILE, *options) == (2, message)


def test_unknown_agency_is_a_usage_error(office):
    assert refusal(agency="moon") == (2, "There is no agency “moon”. There are: nia")


def test_person_of_another_agency_is_unknown(office):
    make_office("other", roc_year=113)

    assert refusal(REPORT_FILE, "--as", "other-secretary")[0] == 2


@pytest.mark.parametrize("year", [0, 37, 300, 2025])
def test_implausible_year_is_a_usage_error(office, year):
    assert refusal(year=year) == (2, f"{year} is not a plausible ROC year (38 to 299).")


def test_missing_file_is_a_usage_error(office, tmp_path):
    code, message = refusal(tmp_path / "nowhere.txt")

    assert (code, message.endswith("nowhere.txt cannot be read: No such file or directory")) == (2, True)


def test_folder_is_a_usage_error(office, tmp_path):
    assert refusal(tmp_path)[0] == 2


def test_person_without_the_secretariats_role_cannot_open(office):
    assert refusal(REPORT_FILE, "--as", "nia-writer") == (
        1, "nia-writer may not open a report or add sections. Name a person of the secretariat.",
    )  # fmt: skip


def test_person_who_writes_for_another_division_is_refused():
    make_office(roc_year=114)

    assert refusal(REPORT_FILE, "--as", "nia-writer") == (
        1, "nia-writer may not write for secretariat科. Name a person who contributes there.",
    )  # fmt: skip


def test_agency_without_people_is_refused():
    agency = Agency.objects.create(code="empty", name="空機關")
    Division.objects.create(agency=agency, code="s", name="秘書室", kind=DivisionKind.SECRETARIAT)

    assert refusal(agency="empty") == (
        1, "Nobody at 空機關 may open a report. Give a person the secretariat's role.",
    )  # fmt: skip


def test_division_nobody_writes_for_is_refused(office):
    assert refusal(REPORT_FILE, "--division", "head") == (
        1, "Nobody may write for head科. Give a person the contributor's role there.",
    )  # fmt: skip


def test_agency_with_two_secretariats_needs_a_division(office):
    Division.objects.create(agency=office.agency, code="second", name="第二秘書室", kind=DivisionKind.SECRETARIAT)

    assert refusal() == (
        1, "示範機關nia has not one secretariat division. Say which division the sections belong to.",
    )  # fmt: skip
