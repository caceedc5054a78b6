"""Reading lists of entity tags (RFC 9110 §8.8.3)."""

import pytest

from reports.api.preconditions import given_tags


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", ()),
        ('"a"', ('"a"',)),
        ('"a", "b"', ('"a"', '"b"')),
        ('"a","b" , "c"', ('"a"', '"b"', '"c"')),
        ('""', ('""',)),
        ('"a,b"', ('"a,b"',)),
        ('W/"a", "b"', ('"a"', '"b"')),
        ("a", ()),
        ('"a" "b"', ()),
        ('"a', ()),
        ('w/"a"', ()),
    ],
)
def test_a_list_of_tags(header, tags):
    assert given_tags(header, is_weak_allowed=True) == tags


def test_a_weak_tag_names_no_bytes():
    assert given_tags('W/"a", "b"', is_weak_allowed=False) == ('"b"',)
