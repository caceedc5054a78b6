"""What anybody needs to check a published edition: public keys, signatures, the whole edition as one zip."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports.domain import signing
from reports.models import SigningKey
from reports.verifier import PROGRAM
from reports.verifier.jibao_verify import TEXTS

KEYS_MAX_AGE = 300
"""Seconds; a retirement must be known soon."""


@login_not_required
@require_safe
def keys(_request: HttpRequest) -> JsonResponse:
    """Every key that ever signed here, with its dates: the address is fixed, so that others can keep copies."""
    rows = SigningKey.objects.select_related("agency").order_by("agency__code", "id")
    response = JsonResponse({"keys": [_key_json(row) for row in rows]}, json_dumps_params={"ensure_ascii": False})
    # Public by nature, and a checker on another site's page may read it too.
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=KEYS_MAX_AGE)
    return response


@login_not_required
@require_safe
def key_file(_request: HttpRequest, key_id: str) -> HttpResponse:
    """One public key as PEM, as openssl takes it."""
    key = get_object_or_404(SigningKey, key_id=key_id)
    response = HttpResponse(key.public_pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="{key.key_id}.pem"'
    patch_cache_control(response, public=True, max_age=KEYS_MAX_AGE)
    return response


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def verify(request: HttpRequest) -> HttpResponse:
    """Checking in the browser; the words are those of the stand-alone verifier."""
    is_english = (get_language() or "").startswith("en")
    texts = {code: words[is_english] for code, words in TEXTS.items()}
    keys = SigningKey.objects.select_related("agency").order_by("agency__code", "id")
    context = {
        "texts": texts.items(),
        "proves": texts["proves"],
        "cannot": texts["cannot"],
        "keys": keys,
    }
    return render(request, "reports/public/verify.html", context)


@login_not_required
@require_safe
def program(_request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier as one file."""
    response = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{PROGRAM.name}"'
    patch_cache_control(response, public=True, max_age=KEYS_MAX_AGE)
    return response


def _key_json(key: SigningKey) -> dict[str, Any]:
    return {
        "agency": {"code": key.agency.code, "name": key.agency.name},
        "key_id": key.key_id,
        "algorithm": signing.ALGORITHM,
        "public_key_pem": key.public_pem,
        "sha256": key.fingerprint,
        "valid_from": key.valid_from.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        "retired_because": key.retired_because or None,
    }
