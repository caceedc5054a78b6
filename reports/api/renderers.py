"""Writing JSON."""

from collections.abc import Mapping
from typing import Any

from rest_framework import renderers


class EscapingRenderer(renderers.JSONRenderer):
    ensure_ascii = True


class JSONRenderer(renderers.JSONRenderer):
    """JSON in UTF-8. A lone surrogate, which JSON can carry and UTF-8 cannot, is written as its escape.

    Nothing like it is ever stored, but a refusal repeats what was sent.
    """

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        try:
            return super().render(data, accepted_media_type, renderer_context)
        except UnicodeEncodeError:
            return EscapingRenderer().render(data, accepted_media_type, renderer_context)
