import pytest

from reports.importing.block_reader import blocks_of
from reports.importing.blocks import BlockKind
from reports.importing.ledger import Ledger

HEAD = "指標名稱(A)\t年度目標值(B)\t實際值(C)\t達成率(C/B)\n"


def texts(text: str) -> list[str]:
    return [block.text for block in blocks_of("壹、章\n" + text, Ledger())][1:]


def remainder(text: str) -> list[tuple[str, int, str]]:
    ledger = Ledger()
    blocks = blocks_of(text, ledger)
    for block in blocks:
        block.place(ledger, "somewhere")
    return [(span.reason, span.line, span.detail) for span in ledger.spans(text) if span.is_remainder]


def test_sentence_cut_by_a_page_break_is_joined():
    assert texts("1. 由人\n\n工判斷。\n") == ["由人工判斷。"]


def test_wrapped_lines_are_joined_without_being_noticed():
    blocks = blocks_of("壹、章\n1. 前半\n後半。\n", Ledger())

    assert (blocks[1].text, blocks[1].cut_lines) == ("前半後半。", [])


def test_the_line_after_a_page_break_is_named():
    blocks = blocks_of("壹、章\n1. 前半\n\n後\n\n半。\n", Ledger())

    assert (blocks[1].text, blocks[1].cut_lines) == ("前半後半。", [4, 6])


def test_latin_words_are_joined_with_a_blank():
    assert texts("1. open\n\ndata資料\n\nset") == ["open data資料set"]


@pytest.mark.parametrize("end", ["。", "！", "？", "。」", "。）", "："])
def test_an_ended_sentence_is_not_continued(end):
    assert texts(f"1. 句子{end}\n\n另一段。") == [f"句子{end}", "另一段。"]


@pytest.mark.parametrize("end", ["，", "、", "」", "）", "；", "字"])
def test_an_open_sentence_is_continued(end):
    assert texts(f"1. 句子{end}\n\n續。") == [f"句子{end}續。"]


def test_chapter_heading_is_never_continued():
    assert texts("貳、辦理情形\n\n內容，未完") == ["辦理情形", "內容，未完"]


def test_heading_without_colon_is_not_continued_over_a_blank_line():
    assert texts("一、建置計畫\n\n內容。") == ["建置計畫", "內容。"]


def test_long_heading_wrapped_by_the_page_edge_is_joined():
    assert texts("一、某某機關南區辦公廳舍暨第二勤務中心大樓新建\n工程計畫：\n內容。") == [
        "某某機關南區辦公廳舍暨第二勤務中心大樓新建工程計畫：", "內容。",
    ]  # fmt: skip


def test_long_heading_is_not_continued_over_a_blank_line():
    assert len(texts("一、某某機關南區辦公廳舍暨第二勤務中心大樓新建\n\n內容。")) == 2


def test_figure_at_the_start_of_a_continuation_is_no_mark():
    assert texts("1. 計完成\n\n27. 5公里，") == ["計完成27. 5公里，"]


def test_next_number_interrupts_an_open_sentence():
    assert texts("1. 未完\n2. 其次") == ["未完", "其次"]


def test_gap_in_the_numbers_is_still_a_mark():
    assert texts("1. 未完\n3. 第三") == ["未完", "第三"]


def test_bullet_starts_a_paragraph():
    assert texts("1. 未完\n- 另一點\n•又一點") == ["未完", "另一點", "又一點"]


def test_page_number_between_two_halves_is_left_over_and_does_not_end_the_sentence():
    assert texts("1. 前半\n- 3 -\n後半。") == ["前半後半。"]
    assert remainder("1. 前半\n- 3 -\n後半。") == [("page_number", 2, "")]


def test_contents_list_is_left_over():
    assert remainder("壹、年度施政目標………………1\n貳、計畫 . . . . 12\n") == [("contents_entry", 1, "")]


def test_unstorable_line_is_left_over_with_its_character():
    assert remainder("1. 前\n甲\u200b乙\n") == [("forbidden_character", 2, "U+200B")]


def test_table_rows():
    blocks = blocks_of("壹、章\n" + HEAD + "(1)甲\t1\t2\t100%\n(2)乙  3  4  90%\n註：丙", Ledger())

    assert [(block.kind, block.cells) for block in blocks[2:]] == [
        (BlockKind.TABLE_ROW, ["(1)甲", "1", "2", "100%"]),
        (BlockKind.TABLE_ROW, ["(2)乙", "3", "4", "90%"]),
        (BlockKind.TEXT, ["註：丙"]),
    ]


def test_row_whose_name_is_cut_is_joined():
    blocks = blocks_of("壹、章\n" + HEAD + "(1)納入與風險\n\n評估資料\t1項\t2項\t100%\n", Ledger())

    assert [block.cells for block in blocks[2:]] == [["(1)納入與風險評估資料", "1項", "2項", "100%"]]


def test_tabs_outside_a_table_do_not_make_rows():
    assert texts("1. 甲\t乙\t丙\t丁。") == ["甲 乙 丙 丁。"]


def test_lines_above_the_first_mark_stay_apart():
    assert [block.text for block in blocks_of("某某機關\n114年度報告\n", Ledger())] == ["某某機關", "114年度報告"]


def test_split_keeps_source_places():
    source = "壹、章\n1. 甲：乙，\n\n丙丁"
    heading, rest = blocks_of(source, Ledger())[1].split(2)

    assert [source[piece.start : piece.end] for piece in heading.pieces] == ["1. 甲："]
    assert [source[piece.start : piece.end] for piece in rest.pieces] == ["乙，", "丙丁"]
    assert (heading.level, rest.level, rest.text) == (4, 0, "乙，丙丁")
