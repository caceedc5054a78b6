"""The look an agency gives its report: faces, marks, colours, cover. Frozen with the report it was approved with."""

from dataclasses import dataclass, fields

from reports.enums import Face, ItemMark
from reports.values.colours import is_colour


@dataclass(frozen=True, slots=True)
class Style:
    """Colours are #rrggbb. An empty `header_text` has the report's title at the head of each page.

    ValueError for what is no colour: it would be written into the files as it is.
    """

    body_face: Face = Face.KAI
    heading_face: Face = Face.KAI
    item_mark: ItemMark = ItemMark.POINT
    heading_colour: str = "#000000"
    accent_colour: str = "#1f4e79"
    """Rules and bars."""
    table_head_fill: str = "#eeeeee"
    table_head_text: str = "#000000"
    has_cover: bool = True
    header_text: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in COLOURS and not is_colour(value):
                raise ValueError(f"{field.name} is no colour: {value!r}")


COLOURS = ("heading_colour", "accent_colour", "table_head_fill", "table_head_text")
