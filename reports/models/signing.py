"""The keys an agency signs its editions with."""

from base64 import b64decode
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.enums import KeyRetirement
from reports.models.labels import choices
from reports.models.people import Agency

ENCRYPTED_PEM = "-----BEGIN ENCRYPTED PRIVATE KEY-----"


class SigningKey(models.Model):
    """An Ed25519 key pair (簽章金鑰). An agency signs with one at a time; a retired one stays, to check with.

    The private half is PKCS#8 under the installation's passphrase and is erased when the key is retired.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signing_keys", verbose_name=_("agency"))
    key_id = models.CharField(_("key"), max_length=16, unique=True)
    """The first 16 hex digits of the sha256 of the public key as DER."""
    public_pem = models.TextField(_("public key"))
    private_pem = models.TextField(blank=True, editable=False)
    valid_from = models.DateTimeField(_("from"))
    retired_at = models.DateTimeField(_("retired at"), null=True)
    retired_because = models.CharField(_("reason"), max_length=10, choices=choices(KeyRetirement), blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["agency", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(retired_at__isnull=True), name="reports_signingkey_one_in_use"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_because="", private_pem__startswith=ENCRYPTED_PEM)
                | Q(retired_at__isnull=False, retired_because__in=list(KeyRetirement), private_pem=""),
                name="reports_signingkey_encrypted_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.key_id

    @property
    def fingerprint(self) -> str:
        """sha256 of the public key as DER, in hex; `openssl pkey -pubin -outform DER | sha256sum` gives the same."""
        base64 = "".join(self.public_pem.split("\n")[1:-2])
        return sha256(b64decode(base64)).hexdigest()
