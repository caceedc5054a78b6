from decimal import Decimal

import pytest

from reports.values.readings import as_figure, number_in


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("65.00%", "65.00"), ("1,986人次", "1986"), ("５項", "5"), ("3百萬元", "3"), ("95%以上", "95"), ("0", "0"),
        ("3樓完成", None), ("12月底前", None), ("114年", None), ("完成設計", None), ("約95%", None), ("1場5人", None),
        ("24,66%", None), ("", None), ("1案經審查通過", None),
    ],
)  # fmt: skip
def test_a_figure_is_a_number_with_its_unit(printed, value):
    assert as_figure(printed) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("65.00%", "65.00"), ("約24.66%", "24.66"), ("逾 1,000 人", "1000"), ("共三項", "3"), ("兩項", "2"),
        ("十二場", "12"), ("−3%", "-3"), ("約−3%", "-3"), ("每月5件，每季5件", "5"),
        ("九成", "9"), ("約1場5人", None), ("完成", None), ("24,66%", None), ("約" + "9" * 200, "9" * 200), ("", None),
        ("第一期及第二期", None), ("十十", None),
    ],
)  # fmt: skip
def test_the_only_number_of_a_text_is_read(printed, value):
    assert number_in(printed) == (None if value is None else Decimal(value))
