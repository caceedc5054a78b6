"""Two texts by runs of characters: nothing lost, the likeness found, and no text that takes long."""

import random
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content import difference_runs
from reports.content.difference_runs import MAX_PAIRS, Run, RunKind, longest_increasing, text_runs

SENTENCE = "配合年度工作計畫，辦理設備更新、流程改善及教育訓練，並按季檢討辦理情形。"
texts = st.text(alphabet="甲乙丙丁戊己庚辛。，", max_size=300)


def old_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.kind is not RunKind.ADDED)


def new_of(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.kind is not RunKind.REMOVED)


@given(texts, texts)
def test_any_two_texts_are_told_whole_and_no_two_runs_of_a_kind_meet(old, new):
    runs = text_runs(old, new)

    assert (old_of(runs), new_of(runs)) == (old, new)
    assert all(run.text for run in runs)
    assert all(one.kind is not other.kind for one, other in pairwise(runs))


def stretches(alphabet, chance):
    """19,500 characters in which pieces that occur once tie what is drawn from `alphabet` to nothing in particular."""
    ties = (chr(0x5000 + number) * 2 + chr(0x6000 + number) * 2 for number in range(65))
    return "".join(tie + "".join(chance.choices(alphabet, k=296)) for tie in ties)


@pytest.mark.parametrize("alphabet", ["甲乙", "甲乙丙丁", "甲乙丙丁戊己庚辛"])
def test_what_one_value_costs_is_bounded(alphabet, monkeypatch):
    spent = []
    counted = difference_runs._matched
    monkeypatch.setattr(difference_runs, "_matched", lambda old, new: (spent.append((old, new)), counted(old, new))[1])
    old, new = stretches(alphabet, random.Random(1)), stretches(alphabet, random.Random(2))

    runs = text_runs(old, new)

    assert (old_of(runs), new_of(runs)) == (old, new)
    pairs = sum(one.count(character) * other.count(character) for one, other in spent for character in alphabet)
    assert 0 < pairs <= MAX_PAIRS


@given(texts, st.integers(0, 300), st.integers(0, 300), st.text(alphabet="子丑寅", max_size=5))
def test_one_edit_is_one_removal_and_one_addition(text, start, size, put_in):
    new = text[:start] + put_in + text[start + size :]

    kinds = [run.kind for run in text_runs(text, new) if run.kind is not RunKind.SAME]

    assert kinds in ([], [RunKind.REMOVED], [RunKind.ADDED], [RunKind.REMOVED, RunKind.ADDED])


def test_two_edits_far_apart_in_a_long_text_leave_the_rest_as_it_was():
    numbered = "".join(f"第{number}項設備汰換完成。" for number in range(1000))
    new = numbered.replace("第10項設備", "第10項系統").replace("第990項設備", "第990項系統")

    changed = [run.text for run in text_runs(numbered, new) if run.kind is not RunKind.SAME]

    assert changed == ["設備", "系統", "設備", "系統"]


def test_a_long_text_that_says_everything_twice_is_compared_by_sentence():
    half = [f"第{number}項設備汰換完成。" for number in range(100)]
    old = "".join(half + half)
    new = "".join(["第一項。", *half[1:], "第二項。", *half[1:-1], "結束。"])

    runs = text_runs(old, new)

    assert sum(len(run.text) for run in runs if run.kind is RunKind.SAME) >= len(old) - 36


def edited(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _time in range(len(text) // 40):
        letters[chance.randrange(len(letters))] = chance.choice("甲乙丙丁")
    return "".join(letters)


@pytest.mark.parametrize("alphabet", ["甲乙", SENTENCE, "".join(map(chr, range(0x4E00, 0x5000)))])
def test_the_time_grows_with_the_length_and_not_with_its_square(alphabet):
    chance = random.Random(7)
    old = "".join(chance.choice(alphabet) for _place in range(20_000))
    new = edited(old, chance)
    started = perf_counter()

    runs = text_runs(old, new)

    assert perf_counter() - started < 3
    assert (old_of(runs), new_of(runs)) == (old, new)


def test_longest_increasing_keeps_the_most():
    assert longest_increasing([5, 1, 2, 9, 3]) == {1, 2, 3}
    assert longest_increasing([]) == frozenset()
