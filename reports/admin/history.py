"""What has been frozen, found, waived, recorded and published: to read, never to write."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.admin.scope import ReadOnlyAdmin
from reports.domain import access
from reports.domain.places import place_text
from reports.domain.wording import check_title, finding_remedy, finding_text
from reports.enums import RenditionFormat, RenditionStatus
from reports.models import Edition, Erratum, Rendition, SectionRevision, StoredFinding, Waiver

PAGES_SHOWN = 2


@admin.register(SectionRevision)
class SectionRevisionAdmin(ReadOnlyAdmin):
    verbatim = ("content_json",)
    section_lookup = "section"
    list_display = ("section", "number", "signature", "created_at", "sha256")
    list_filter = (("section__report", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("section", "author", "acting_for")
    fields = ("section", "number", "signature", "created_at", "sha256", "content_json")

    @admin.display(description=_("author"), ordering="author")
    def signature(self, revision: SectionRevision) -> str:
        return access.signature(revision)


@admin.register(StoredFinding)
class StoredFindingAdmin(ReadOnlyAdmin):
    """In the sentences that the reviewer was shown."""

    section_lookup = "revision__section"
    list_display = ("check_id", "severity", "revision", "place_text", "text")
    list_filter = ("severity", "check_id")
    list_select_related = ("revision__section",)
    fields = ("revision", "check_id", "title", "severity", "place_text", "text", "remedy", "fingerprint")

    @admin.display(description=_("rule"))
    def title(self, finding: StoredFinding) -> str:
        return check_title(finding.check_id)

    @admin.display(description=_("place"), ordering="place")
    def place_text(self, finding: StoredFinding) -> str:
        return place_text(finding.revision.content, finding.place) if finding.place else ""

    @admin.display(description=_("finding"), ordering="message")
    def text(self, finding: StoredFinding) -> str:
        return finding_text(finding.message, finding.params)

    @admin.display(description=_("what to do"))
    def remedy(self, finding: StoredFinding) -> str:
        return finding_remedy(finding.message, finding.params)


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    section_lookup = "section"
    list_display = ("check_id", "section", "reason", "waived_by", "waived_at")
    list_select_related = ("section", "waived_by")


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    verbatim = ("manifest_json",)
    agency_lookup = "report__agency"
    list_display = ("report", "number", "published_by", "published_at", "released_at", "withdrawn_at", "cancelled_at")
    list_select_related = ("report", "published_by")
    fields = (
        "report", "number", "published_by", "published_at", "released_at", "cancelled_at", "withdrawn_at",
        "withdrawn_by", "withdrawal_office", "withdrawal_reason", "pages", "document_sha256", "manifest_json",
    )  # fmt: skip
    readonly_fields = ("pages",)

    @admin.display(description=_("first pages"))
    def pages(self, edition: Edition) -> SafeString | str:
        """Pictures of the stored PDF, each fetched when it comes into view."""
        if not edition.renditions.filter(format=RenditionFormat.PDF, status=RenditionStatus.READY).exists():
            return gettext("The PDF has not been made yet.")
        pictures = (
            (
                reverse("reports:edition-page", args=[edition.pk, number]),
                gettext("Page %(number)s") % {"number": number},
            )
            for number in range(1, PAGES_SHOWN + 1)
        )
        return format_html_join("\n", '<img src="{}" alt="{}" loading="lazy" width="300" height="424">', pictures)


@admin.register(Erratum)
class ErratumAdmin(ReadOnlyAdmin):
    verbatim = ("comparison_json",)
    agency_lookup = "report__agency"
    list_display = ("report", "corrects", "edition", "reason", "opened_by", "opened_at")
    list_select_related = ("report", "corrects__report", "edition__report", "opened_by")
    fields = ("report", "corrects", "edition", "reason", "opened_by", "opened_at", "comparison_json")


@admin.register(Rendition)
class RenditionAdmin(ReadOnlyAdmin):
    agency_lookup = "edition__report__agency"
    list_display = ("edition", "format", "status", "name", "size", "attempts", "finished_at")
    list_filter = ("status", "format")
    list_select_related = ("edition__report",)
