"""How the domain says no: a stable code, parameters, and one text a code, translated where it is shown."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise


class Refusal(Exception):
    """The base of every UnableTo<Verb>. `http_status` is what the API answers; `params` fill the text."""

    texts: ClassVar[Mapping[str, Promise]] = {}
    statuses: ClassVar[Mapping[str, int]] = {}

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    @property
    def http_status(self) -> int:
        return self.statuses.get(self.code, 409)

    @property
    def text(self) -> str:
        """The sentence for the reader, in the language now active."""
        return str(self.texts[self.code]) % self.params

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.code}, {self.params})"
