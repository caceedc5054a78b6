import signal

import pytest

from approvals.management.races.stopping import STOPPING, stopped_in_order


def stopped_while_clearing_away(number: int, cleared: list[int]) -> None:
    try:
        signal.raise_signal(number)
    finally:
        signal.raise_signal(number)
        cleared.append(number)


@pytest.mark.parametrize("number", STOPPING)
def test_the_first_stop_raises_and_a_second_does_not_disturb_the_clearing_away(number):
    before = signal.getsignal(number)
    cleared: list[int] = []

    with pytest.raises(KeyboardInterrupt), stopped_in_order():
        stopped_while_clearing_away(number, cleared)

    assert cleared == [number]
    assert signal.getsignal(number) == before
