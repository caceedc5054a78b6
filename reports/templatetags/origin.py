"""How a published signature reads, in the language now active."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.domain.access import policy, stamp
from reports.domain.origins import Signature

register = template.Library()


@register.filter
def word(code: str) -> Promise | str:
    """The label of an action, a role or a capacity."""
    return policy().word(code)


@register.filter
def signer(signature: Signature) -> str:
    """Office, role and capacity; with the names where the agency prints them: 秘書室（秘書單位，甲 代理 乙）."""
    capacity = policy().word(signature.capacity) if signature.capacity else ""
    who = stamp(signature.name, capacity, signature.acting_for) if signature.name else str(capacity)
    words = pgettext("between words", ", ").join(filter(None, [str(policy().word(signature.role)), who]))
    return _("%(office)s (%(words)s)") % {"office": signature.office, "words": words} if signature.office else words
