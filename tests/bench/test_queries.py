"""The numbers of queries that docs/operations/performance.md promises."""

import pytest

from bench.queries import counts

pytestmark = pytest.mark.django_db


def test_no_endpoint_takes_more_queries_for_more_rows() -> None:
    few, more = counts(1), counts(4)

    assert more == few
