"""What a person had typed for a move that was refused: nobody types a reason twice."""

from collections.abc import Iterable, Mapping

from reports.domain.access import OfferedMove


def words_without_form(kept: Mapping[str, str] | None, moves: Iterable[OfferedMove], also: Iterable[str] = ()) -> str:
    """The kept words where the page no longer offers the form that they would stand in, else "".

    `also` are the actions whose forms the page shows beside the offered moves.
    """
    if kept is None or kept["action"] in {*(move.action for move in moves), *also}:
        return ""
    return kept["comment"]
