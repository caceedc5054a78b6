"""Why a move was refused."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.refusals import Refusal


class UnableToDecide(Refusal):
    """A move that was not made; nothing was written. `code` is stable, see `texts`."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "unknown_action": _("There is no such action."),
        "no_role": _("You have no role that allows this."),
        "wrong_status": _("This cannot be done now: the state is “%(status)s”."),
        "wrong_desk": _("It is not your turn: this lies with another desk (%(desk)s)."),
        "wrong_step": _("This step of the review is for another action."),
        "nobody_at_step": _("Nobody holds the role that the step “%(step)s” asks for."),
        "no_decision": _("The route of this section has no deciding step."),
        "not_a_step": _("It can be sent back to the contributor or to an earlier step only."),
        "not_of_the_role": _("%(person)s does not hold the role that this desk asks for."),
        "consultation_open": _("A consultation has not been replied to yet: %(divisions)s"),
        "objection_unanswered": _("An objection has not been answered yet: %(divisions)s"),
        "comment_blocking": _("A blocking comment has not been resolved yet: %(authors)s"),
        "own_work": _("You wrote or submitted this text in this round, so somebody else has to decide."),
        "comment_required": _("Give a reason."),
        "forbidden_character": _(
            "The comment contains a character that cannot be kept: %(code_point)s in line %(line)s."
        ),
        "state_changed": _("Somebody was faster: %(winner)s. Reload and look again."),
        "has_findings": _("%(count)s findings have to be dealt with first: %(checks)s"),
        "nothing_written": _("Nothing has been written in this section yet."),
        "desk_has_acted": _("The next desk has already acted, so it can no longer be recalled."),
        "report_not_compiling": _("The report is no longer being compiled; the secretariat has to take it back first."),
        "set_changed": _("The sections are no longer exactly those that the head approved."),
        "published": _("The report has been published: open a correction first, then its sections can be reopened."),
        "already_public": _("The edition is public already. It can be corrected or withdrawn."),
        "not_public_yet": _("The newest edition is not public yet. Its publication can be cancelled."),
        "no_public_edition": _("There is no such edition that the public can read."),
        "sections_not_signed_off": _("These sections are not signed off: %(sections)s"),
        "no_sections": _("The report has no sections."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "unknown_action": 400,
        "comment_required": 400,
        "forbidden_character": 400,
        "not_a_step": 400,
        "not_of_the_role": 400,
        "wrong_step": 403,
        "no_role": 403,
        "own_work": 403,
        "wrong_desk": 403,
        "has_findings": 422,
        "nothing_written": 422,
    }
