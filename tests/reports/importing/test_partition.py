"""Parsed and remainder are every character of the input, whatever the input is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.content import section_from_json, to_json
from reports.importing import import_report, read_text
from tests.reports.importing.conftest import OWN_REPORT

TEXT = read_text(OWN_REPORT.read_bytes())
LINES = TEXT.split("\n")

# Pieces that mean something to the reader, so that random texts reach its branches.
fragments = st.sampled_from([
    "壹、", "貳、年度重要計畫達成情形：", "一、", "(一)", "（三）", "1. ", "(1)", "- ", "\t", "\n", "\n\n", "\f",
    "100%", "12,34%", "指標名稱(A)\t年度目標值(B)\t實際值(C)\t達成率(C/B)\n", "預算編列1,000千元，實際執行",
    "千元", "執行率為", "。", "：", "，", "註：", "說明：", "（112年—115年）", "綜合意見", "伍、綜合意見", "二、",
    "- 3 -", "\u200b", "\r\n",
])  # fmt: skip
texts = st.lists(fragments | st.text(max_size=8), max_size=40).map("".join)


@st.composite
def mutated_reports(draw) -> str:
    """The own report with lines dropped, doubled, swapped or cut at random."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 12))):
        place = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["drop", "double", "swap", "cut", "insert"]))
        if change == "drop" and len(lines) > 1:
            del lines[place]
        elif change == "double":
            lines.insert(place, lines[place])
        elif change == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        elif change == "cut":
            lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
        else:
            lines.insert(place, draw(texts))
    return "\n".join(lines)


def assert_is_partition(text: str) -> None:
    spans = import_report(text).spans

    assert "".join(span.text for span in spans) == text
    assert [span.start for span in spans] == [sum(len(s.text) for s in spans[:n]) for n in range(len(spans))]
    assert [span for span in spans if not span.text or bool(span.place) == bool(span.reason)] == []


@given(mutated_reports())
@settings(max_examples=60, deadline=None)
def test_partition_of_mutated_reports(text):
    assert_is_partition(text)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_partition_of_any_text(text):
    assert_is_partition(text)


@given(mutated_reports() | texts)
@settings(max_examples=100, deadline=None)
def test_whatever_is_placed_can_be_stored(text):
    for section in import_report(text).sections:
        assert section_from_json(to_json(section.content), kind=section.content.kind) == section.content


@given(mutated_reports() | texts)
@settings(max_examples=100, deadline=None)
def test_every_span_names_the_line_it_begins_in(text):
    for span in import_report(text).spans:
        begin = span.start + len(span.text) - len(span.text.lstrip())
        assert span.line == text.count("\n", 0, begin) + 1 or not span.text.strip()


@given(mutated_reports())
@settings(max_examples=60, deadline=None)
def test_placed_paragraphs_hold_exactly_the_words_of_their_spans(text):
    """Nothing is dropped inside a span that counts as placed."""
    result = import_report(text)
    for section in result.sections:
        for key, words in paragraphs_of(section.content):
            place = f"{section.code}/{key}"
            source = "".join(span.text for span in result.spans if span.place == place)
            assert squeezed(source).endswith(squeezed(words))
            assert len(squeezed(source)) - len(squeezed(words)) <= 8


def paragraphs_of(content) -> list[tuple[str, str]]:
    rows = [*getattr(content, "paragraphs", ()), *getattr(content, "review_and_actions", ())]
    rows += [item for theme in getattr(content, "themes", ()) for item in theme.items]
    rows += [row for answer in getattr(content, "answers", ()) for row in answer.paragraphs]
    return [(row.key, row.text) for row in rows]


def squeezed(text: str) -> str:
    return "".join(text.split())
