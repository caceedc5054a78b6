"""The one place that chooses the look of the admin: settings.ADMIN_THEME is "unfold" or "stock".

Every admin class of the project builds on the names exported here and on nothing of the theme's own.
"""

from django.conf import settings
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm

if settings.ADMIN_THEME == "unfold":
    from unfold.admin import ModelAdmin
    from unfold.forms import AdminPasswordChangeForm as PasswordForm
    from unfold.forms import UserChangeForm as ChangeForm
    from unfold.forms import UserCreationForm as CreationForm
    from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as Checkboxes
    from unfold.widgets import UnfoldAdminRadioSelectWidget as Radios
    from unfold.widgets import UnfoldAdminSelectWidget as Select
else:
    from django.contrib.admin import ModelAdmin
    from django.forms import CheckboxSelectMultiple as Checkboxes
    from django.forms import RadioSelect as Radios
    from django.forms import Select

    PasswordForm, ChangeForm, CreationForm = AdminPasswordChangeForm, UserChangeForm, AdminUserCreationForm

HAS_MAIN_LANDMARK = settings.ADMIN_THEME == "stock"
"""Whether the theme's pages mark their main part themselves."""

__all__ = [
    "HAS_MAIN_LANDMARK", "ChangeForm", "Checkboxes", "CreationForm", "ModelAdmin", "PasswordForm", "Radios", "Select",
]  # fmt: skip
