"""Colours as #rrggbb, and whether text on them can be read (WCAG 2.1, success criterion 1.4.3)."""

import re

LEAST_CONTRAST = 4.5
WHITE = "#ffffff"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_KNEE = 0.04045


def is_colour(text: str) -> bool:
    """Lower-case #rrggbb, nothing else: it goes into four file formats as it is."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21, whichever of them is the text."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 for black to 1 for white."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _KNEE else ((channel + 0.055) / 1.055) ** 2.4
