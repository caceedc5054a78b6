"""Reading a JSON body that may be too large, cut off or absurdly nested."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, parsers

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes. The largest section the schema allows is far below; Django's own limit does not cover a streamed read."""


class JSONParser(parsers.JSONParser):
    """JSON of at most LARGEST_BODY bytes: 413 above that, 400 for what is not JSON."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        data = stream.read(LARGEST_BODY + 1)
        if len(data) > LARGEST_BODY:
            raise RequestDataTooBig
        try:
            return super().parse(io.BytesIO(data), media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError(_("The JSON is nested too deeply.")) from None
