"""Forms whose main part assistive technology finds under either theme."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from reports.admin.readable import ReadableAdmin
from reports.admin.theme import HAS_MAIN_LANDMARK


class LandmarkedForm(ReadableAdmin):
    """Mixed in before the admin class; it marks the main part where the theme does not."""

    change_form_template = "admin/approvals/desk/form.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        marked = {**context, "has_main_landmark": HAS_MAIN_LANDMARK}
        answer: HttpResponse = super().render_change_form(request, marked, *arguments, **named)
        return answer
