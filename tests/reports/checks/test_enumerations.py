import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.checks.enumerations import Miscount, miscounts
from reports.values.numbering import to_chinese

NAMES = st.lists(st.sampled_from(["甲港", "乙港", "丙港", "丁港", "戊港", "己港"]), min_size=3, max_size=12)


@pytest.mark.parametrize(
    "text",
    [
        "提供中、英、日、韓、越、泰及印尼等7種語言操作介面",
        "目前共與美國、韓國、澳洲、義大利、德國、新加坡、馬來西亞及紐西蘭等8國互惠使用",
        "包括甲輔導、乙保健、丙保障、丁文化、戊教養、己保護、庚法令及辛觀念宣導等八大重點工作",
        "製作甲、乙等文宣，並與美國、日本及韓國等3國交流",
        "與美國、日本等22國政府簽署備忘錄",
        "邀請美國、日本、韓國等12國官方代表",
        "甲、乙及丙等地之設備",
        "甲、乙及丙等3人以上",
        "甲、乙及丙等5項以上",
        "製作甲、乙、丙文宣提供美國、日本及韓國等3國",
        "推動家庭教育、就業促進及性別平等2項計畫",
        "甲、乙及丙等10餘國",
        "甲、乙及丙等143套設備",
        "甲案、乙案及丙案等15場宣導",
        "甲、乙及丙等1,986人次",
        "甲、乙及丙等2025年度計畫",
        "甲、乙及丙等3國際組織",
        "美國（含夏威夷、關島）、日本及韓國等3國",
        "「甲、乙及丙辦法」、「丁法」及「戊法」等3種法規",
        "申請及使用、查詢及修改等2項服務",
        "申請及使用、查詢及修改等3項服務",
        "蒐集資料、提供諮詢及辦理宣導等3項",
        "甲、乙、丙與丁等4項",
        "甲、乙和丙等3類",
        "甲、乙以及丙等三類",
        "和平區、中和區及永和區等3種區域",
        "性別平等、族群融合及文化平權等3項議題",
        "推動族群融合、性別平等3項工作",
        "臺北、新北及臺中等3縣市",
        "甲、乙及丙等３項",
        "甲、乙及丙等共計3項",
        "及時通報、普及教育及涉及安全者等3類",
        "網路交換器140臺，雙電源排插、主機及螢幕等三項",
        "松山及高雄等5項",
    ],
)
def test_miscounts_accepts_what_may_be_right(text: str) -> None:
    assert list(miscounts(text)) == []


@pytest.mark.parametrize(
    ("text", "stated", "counted"),
    [
        ("提供中、英、日、韓、越、泰及印尼等6種語言", 6, 7),
        ("共與美國、韓國、澳洲及紐西蘭等3國", 3, 4),
        ("包括甲、乙及丙等八大重點工作", 8, 3),
        ("甲、乙及丙等十二項", 12, 3),
        ("甲、乙及丙等兩項", 2, 3),
        ("甲、乙、丙等2國", 2, 3),
        ("甲座、乙座及丙座等2座", 2, 3),
        ("甲、乙及丙等2人", 2, 3),
        ("甲、乙與丙等4項", 4, 3),
        ("甲、乙及丙等４項", 4, 3),
        ("甲、乙及丙等4個機關", 4, 3),
        ("甲、乙及丙等計4縣市", 4, 3),
        ("已完成（甲、乙及丙等4項）", 4, 3),
        ("辦理「甲、乙及丙等4項」宣導", 4, 3),
        ("申請及使用、查詢及修改等5項服務", 5, 4),
    ],
)
def test_miscounts_finds_what_cannot_be_right(text: str, stated: int, counted: int) -> None:
    assert [(found.stated, found.counted) for found in miscounts(text)] == [(stated, counted)]


def test_miscounts_quotes_the_list_and_not_the_clause_before_it() -> None:
    text = "辦理宣導，甲、乙及丙（試辦）等4項，另有3處。"

    assert list(miscounts(text)) == [Miscount("甲、乙及丙（試辦）等4項", 4, 3)]


@given(NAMES, st.booleans(), st.sampled_from(["", "本署目前與", "辦理宣導，", "提供", "已完成（含測試）"]))
def test_miscounts_accepts_every_exact_list(names: list[str], is_chinese: bool, lead: str) -> None:
    number = to_chinese(len(names)) if is_chinese else str(len(names))

    assert list(miscounts(f"{lead}{'、'.join(names[:-1])}及{names[-1]}等{number}項設施")) == []


@given(NAMES, st.integers(1, 40))
def test_miscounts_finds_every_other_number(names: list[str], number: int) -> None:
    text = f"本署持續辦理{'、'.join(names[:-1])}及{names[-1]}等{number}項設施"

    assert [found.counted for found in miscounts(text)] == ([] if number == len(names) else [len(names)])


@given(st.text(alphabet="甲、及等3八項國（）「」，與提供和大 ", max_size=60))
def test_miscounts_quotes_only_what_stands_in_the_text(text: str) -> None:
    for found in miscounts(text):
        assert found.phrase in text
        assert found.stated != found.counted


@pytest.mark.parametrize(
    "part", ["甲、乙及丙等4項", "「甲、乙", "（）", "（", "甲、提供與", "甲、與等3項", "）「", "等3項、"]
)
def test_miscounts_takes_no_long_time_over_hostile_text(part: str) -> None:
    text = part * (20_000 // len(part))

    started = time.perf_counter()
    list(miscounts(text + "）」" * 5_000))

    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", ["等" + " " * 19_999, "等共" + "\u3000" * 19_998])
def test_miscounts_takes_no_long_time_over_blanks(text: str) -> None:
    started = time.perf_counter()

    assert list(miscounts(text)) == []
    assert time.perf_counter() - started < 1


def test_a_number_too_long_for_any_count_is_passed_over() -> None:
    assert list(miscounts(f"甲、乙及丙等{'1' * 5_000}國")) == []
