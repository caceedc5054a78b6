"""Refusals that stay with a rendition as its error and are told later, in whatever language their reader has."""

import json

from reports.domain.refusals import Refusal


class KeptRefusal(Refusal):
    """`params` are plain JSON values."""

    def __str__(self) -> str:
        """As it is kept; `error_text` reads it again."""
        return json.dumps({"code": self.code, **self.params}, ensure_ascii=False)


def kept(error: Exception) -> str:
    """An error as a rendition keeps it."""
    return f"{type(error).__name__}: {error}"


def error_text(words: str) -> str:
    """What a rendition's error says to a reader; what is no refusal of this kind stands as it is."""
    name, _separator, params = words.partition(": ")
    known = {kind.__name__: kind for kind in KeptRefusal.__subclasses__()}
    try:
        values = json.loads(params)
        return known[name](values.pop("code"), **values).text
    except (ValueError, KeyError, TypeError, AttributeError):
        return words
