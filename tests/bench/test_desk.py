"""A desk with more on it, and an item with more differences, take no more queries."""

import pytest

from bench.desk import asked, item_readings, office_with, office_with_changes, queue_readings

pytestmark = pytest.mark.django_db


def test_a_fuller_desk_takes_no_more_queries() -> None:
    few, more = (queue_readings(office_with(items)) for items in (2, 20))

    assert {name: asked(read) for name, read in more.items()} == {name: asked(read) for name, read in few.items()}


def test_more_differences_take_no_more_queries() -> None:
    few, more = (item_readings(office_with_changes(changed, of=12)) for changed in (1, 12))

    assert {name: asked(read) for name, read in more.items()} == {name: asked(read) for name, read in few.items()}
