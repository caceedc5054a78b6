"""Members of several lists share one table of labels, so no two of them may have the same value."""

from collections import Counter
from enum import StrEnum

import pytest

import approvals.enums
import reports.enums
from approvals.models.labels import LABELS as APPROVALS
from reports.models.labels import LABELS as REPORTS


def lists(module) -> list[type[StrEnum]]:
    found = vars(module).values()
    return [item for item in found if isinstance(item, type) and issubclass(item, StrEnum) and item is not StrEnum]


@pytest.mark.parametrize(
    ("labels", "known"),
    [(APPROVALS, [*lists(approvals.enums), reports.enums.Scope]), (REPORTS, lists(reports.enums))],
)
def test_every_label_belongs_to_one_member(labels, known):
    labelled = [kind for kind in known if any(type(member) is kind for member in labels)]
    values = Counter(member.value for kind in labelled for member in kind)

    assert [value for value, times in values.items() if times > 1] == []
