"""What makes a whole file unreadable. What is readable but has no place is a remainder, never a refusal."""


class ImportRefused(ValueError):
    """A file that is not read at all. `code` is stable, `params` name the place and what was found.

    empty; too_large (found, limit: bytes); binary (offset, looks_like); not_utf8 (offset, line: from 1);
    control_character (code_point, line, column: from 1, count); broken_document (detail);
    no_text_layer (pages: of a PDF made of pictures).
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code}: {params}")
        self.code, self.params = code, params
