"""The closed lists of the reports package. Pure: labels for people are added where they are shown."""

from enum import StrEnum


class SectionStatus(StrEnum):
    """Where a section stands. Only approvals/domain/actions.py writes it."""

    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    SIGNED_OFF = "signed_off"


class ReportStatus(StrEnum):
    """Where a report stands. Only approvals/domain/actions.py writes it."""

    COMPILING = "compiling"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    PUBLISHED = "published"


class SectionKind(StrEnum):
    """What a section holds; each kind has one content dataclass in reports/content/sections.py."""

    GOALS = "goals"
    PLAN = "plan"
    ACHIEVEMENT = "achievement"
    FOLLOW_UP = "follow_up"
    OVERALL_OPINION = "overall_opinion"


class DivisionKind(StrEnum):
    """The function of a 單位 within its agency."""

    LINE = "line"
    ACCOUNTING = "accounting"
    PERSONNEL = "personnel"
    ETHICS = "ethics"
    SECRETARIAT = "secretariat"
    HEAD_OFFICE = "head_office"


class Direction(StrEnum):
    """When an indicator counts as met (domain.md §2: 漏水率 is lower-is-better)."""

    HIGHER = "higher"
    LOWER = "lower"
    EQUAL = "equal"


class ValueKind(StrEnum):
    """What an indicator's number is; decides its unit rules and which checks apply."""

    RATE = "rate"
    COUNT = "count"
    AMOUNT = "amount"
    MILESTONE = "milestone"
    CUMULATIVE = "cumulative"
    INCREASE = "increase"
    QUALITATIVE = "qualitative"


class Quantity(StrEnum):
    """What one figure of a report states: the first three of an indicator, the others of a budget's execution."""

    TARGET = "target"
    ACTUAL = "actual"
    ACHIEVEMENT_RATE = "achievement-rate"
    APPROPRIATION = "appropriation"
    CARRYOVER = "carryover"
    EXPENDED = "expended"
    EXECUTION_RATE = "execution-rate"


class Severity(StrEnum):
    """ERROR blocks submission, WARNING blocks the head's approval unless waived, INFORMATION blocks nothing."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class BracketWidth(StrEnum):
    """How the third outline level is printed: (一) or （一）."""

    HALF = "half"
    FULL = "full"


class ItemMark(StrEnum):
    """How numbered items are printed: 1. or 1、."""

    POINT = "point"
    COMMA = "comma"


class Face(StrEnum):
    """What a report may be set in. Kai (標楷體) is what offices use; where none is installed, Serif stands in."""

    KAI = "kai"
    SERIF = "serif"
    SANS = "sans"


class RenditionFormat(StrEnum):
    """The files of one edition."""

    PDF = "pdf"
    ODT = "odt"
    DOCX = "docx"
    HTML = "html"
    JSON = "json"
    JSON_SCHEMA = "json_schema"
    """What the JSON holds, in JSON Schema 2020-12."""
    INDICATORS_CSV = "indicators_csv"
    BUDGETS_CSV = "budgets_csv"
    ACHIEVEMENTS_CSV = "achievements_csv"
    PARAGRAPHS_CSV = "paragraphs_csv"
    CSV = "csv"
    """All tables in one zip."""
    SIGNED_PDF = "signed_pdf"
    """The stored PDF with the agency's own signature in it; only where a certificate is configured."""


RENDERED_FORMATS = tuple(format_ for format_ in RenditionFormat if format_ is not RenditionFormat.SIGNED_PDF)
"""The files of every edition, each made of its document alone."""


class RenditionStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class KeyRetirement(StrEnum):
    """Why a signing key is no longer used; what an exposed key signed needs other proof than the signature."""

    REPLACED = "replaced"
    LOST = "lost"
    EXPOSED = "exposed"
    GIVEN_UP = "given_up"


class SigningState(StrEnum):
    """Whether an agency's editions are signed: SIGNED; UNSIGNED, it never had a key or gave signing up; HELD, it signed
    before, has no key in use and did not give signing up, so nothing is released."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    HELD = "held"


class ReportFamily(StrEnum):
    """The outline a report follows (domain.md §1). Only family A has a template today."""

    A = "a"


class Ability(StrEnum):
    """What reports asks its access policy about, besides the moves (those are approvals' own)."""

    VIEW = "view"
    EDIT = "edit"
    WAIVE = "waive"
    MANAGE = "manage"
    """Open a year, change the report's settings, see the whole board."""


class Scope(StrEnum):
    """The part of a section that a signature covers; it stays valid while that part's hash stands."""

    ALL = "all"
    BUDGET = "budget"
    INDICATORS = "indicators"
    TEXT = "text"
