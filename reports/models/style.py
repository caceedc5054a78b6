"""The look an agency gives the reports it compiles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.content import Style
from reports.enums import BracketWidth, Face, ItemMark
from reports.models.labels import choices
from reports.models.people import Agency

COLOUR_LENGTH = 7
HEADER_LENGTH = 60


class StyleProfile(models.Model):
    """An agency's 版面樣式. Written by reports/domain/styles.py alone; without a row an agency has the defaults."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="style_profile", verbose_name=_("agency"))
    body_face = models.CharField(_("face of the text"), max_length=8, choices=choices(Face), default=Face.KAI)
    heading_face = models.CharField(_("face of headings"), max_length=8, choices=choices(Face), default=Face.KAI)
    item_mark = models.CharField(
        _("marks of numbered items"), max_length=8, choices=choices(ItemMark), default=ItemMark.POINT
    )
    bracket_width = models.CharField(
        _("brackets of the third level"), max_length=8, choices=choices(BracketWidth), default=BracketWidth.HALF,
        help_text=_("For years opened from now on; an open year has its own setting."),
    )  # fmt: skip
    heading_colour = models.CharField(_("colour of headings"), max_length=COLOUR_LENGTH, default="#000000")
    accent_colour = models.CharField(_("colour of rules and bars"), max_length=COLOUR_LENGTH, default="#1f4e79")
    table_head_fill = models.CharField(_("ground of table heads"), max_length=COLOUR_LENGTH, default="#eeeeee")
    table_head_text = models.CharField(_("text of table heads"), max_length=COLOUR_LENGTH, default="#000000")
    has_cover = models.BooleanField(_("with a cover"), default=True)
    header_text = models.CharField(
        _("words at the head of each page"), max_length=HEADER_LENGTH, blank=True,
        help_text=_("Left empty, the report's title stands there."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("style")
        verbose_name_plural = _("styles")
        ordering = ["agency"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(body_face__in=list(Face), heading_face__in=list(Face)),
                name="reports_styleprofile_faces_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency)

    @property
    def style(self) -> Style:
        """The pure value that renderers take. ValueError for a colour that is none."""
        return Style(
            body_face=Face(self.body_face),
            heading_face=Face(self.heading_face),
            item_mark=ItemMark(self.item_mark),
            heading_colour=self.heading_colour,
            accent_colour=self.accent_colour,
            table_head_fill=self.table_head_fill,
            table_head_text=self.table_head_text,
            has_cover=self.has_cover,
            header_text=self.header_text,
        )
