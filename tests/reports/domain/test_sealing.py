"""Secrets that are used again are kept closed."""

import pytest

from reports.domain.sealing import UnableToUnseal, seal, unseal

SECRET = "whsec_0123456789"


def test_what_is_sealed_is_opened_and_says_nothing():
    sealed = seal(SECRET)

    assert unseal(sealed) == SECRET
    assert SECRET not in sealed
    assert seal(SECRET) != sealed


def test_a_former_key_still_opens(settings):
    sealed = seal(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the site, long enough for it"

    assert unseal(sealed) == SECRET


def test_another_key_or_another_text_opens_nothing(settings):
    sealed = seal(SECRET)
    settings.SECRET_KEY = "another key of the site, long enough for it"

    for text in (sealed, "gAAAAAB", ""):
        with pytest.raises(UnableToUnseal):
            unseal(text)
