"""Between the working rows and the content schema, and from content to a frozen revision.

Writing replaces all rows of a section in a fixed number of statements, whatever their number; row keys, not primary
keys, are what lasts.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from reports import models as tables
from reports.content import (
    AchievementContent,
    Answer,
    BudgetExecution,
    ContentError,
    FollowUpContent,
    GoalLine,
    GoalsContent,
    Indicator,
    Measure,
    OverallOpinionContent,
    Paragraph,
    PlanContent,
    SectionContent,
    Theme,
    frozen_json,
    sha256_hex,
)
from reports.domain.access import Principal
from reports.enums import Direction, SectionKind, ValueKind
from reports.models import Section, SectionRevision, User


def freeze(
    *, section: Section, content: SectionContent, author: User, now: datetime, principal: Principal | None = None
) -> SectionRevision:
    """Write the next revision of `section`: canonical JSON, its sha256, its author and in whose seat they wrote."""
    text = frozen_json(content)
    last = section.current_revision.number if section.current_revision else 0
    return SectionRevision.objects.create(
        section=section,
        number=last + 1,
        content_json=text,
        sha256=sha256_hex(text),
        author=author,
        acting_for_id=principal.user_id if principal else None,
        capacity=principal.capacity if principal else "",
        created_at=now,
    )


# --- content → rows --------------------------------------------------------------------------------------------


def write_rows(*, section: Section, content: SectionContent) -> None:
    """Replace the section's working rows. ContentError: unknown_goal, goal_in_use."""
    if isinstance(content, GoalsContent):
        _write_goals(section, content)
        return
    _clear(section)
    if isinstance(content, PlanContent):
        _write_plan(section, content)
    elif isinstance(content, AchievementContent):
        _write_achievement(section, content)
    elif isinstance(content, FollowUpContent):
        _write_follow_up(section, content)
    else:
        _write_paragraphs(section, content.paragraphs)


def _clear(section: Section) -> None:
    # Leaves first, so that each table is emptied by one statement without looking for dependents' rows to fetch.
    for model in (tables.Paragraph, tables.Indicator, tables.BudgetExecution, tables.Theme, tables.Answer):
        model.objects.filter(section=section).delete()
    tables.PlanGoal.objects.filter(plan__section=section).delete()
    tables.Plan.objects.filter(section=section).delete()
    tables.Achievement.objects.filter(section=section).delete()


def _write_goals(section: Section, content: GoalsContent) -> None:
    """Goals are updated in place: plans and achievements of other sections point at them."""
    goals = tables.Goal.objects.filter(report=section.report)
    gone = goals.exclude(key__in=[line.key for line in content.goals])
    used = gone.filter(plan_links__isnull=False) | gone.filter(achievements__isnull=False)
    if (in_use := used.order_by("position").first()) is not None:
        raise ContentError("goal_in_use", "goals", key=in_use.key, text=in_use.text)
    gone.delete()
    tables.Goal.objects.bulk_create(
        [
            tables.Goal(report=section.report, key=line.key, position=position, text=line.text)
            for position, line in enumerate(content.goals)
        ],
        update_conflicts=True,
        unique_fields=["report", "key"],
        update_fields=["position", "text"],
    )


def _goals_by_key(section: Section, keys: Iterable[tuple[str, str]]) -> list[tables.Goal]:
    """The goals for (path, key) pairs, in their order."""
    known = {goal.key: goal for goal in tables.Goal.objects.filter(report=section.report_id)}
    found = []
    for path, key in keys:
        if key not in known:
            raise ContentError("unknown_goal", path, key=key, known=sorted(known))
        found.append(known[key])
    return found


def _write_plan(section: Section, content: PlanContent) -> None:
    goals = _goals_by_key(section, [(f"goal_keys[{n}]", key) for n, key in enumerate(content.goal_keys)])
    plan = tables.Plan.objects.create(
        section=section,
        title=content.title,
        period_start_year=content.period_start_year,
        period_end_year=content.period_end_year,
        indicator_note=content.indicator_note,
        has_heading_colon=content.has_heading_colon,
    )
    tables.PlanGoal.objects.bulk_create(
        tables.PlanGoal(plan=plan, goal=goal, position=position) for position, goal in enumerate(goals)
    )
    tables.Indicator.objects.bulk_create(
        _indicator_row(plan, position, row) for position, row in enumerate(content.indicators)
    )
    tables.BudgetExecution.objects.bulk_create(
        _budget_row(plan, position, row) for position, row in enumerate(content.budgets)
    )
    _write_paragraphs(section, content.paragraphs, content.review_and_actions)


def _indicator_row(plan: tables.Plan, position: int, row: Indicator) -> tables.Indicator:
    return tables.Indicator(
        section_id=plan.section_id,
        plan=plan,
        key=row.key,
        position=position,
        name=row.name,
        target_printed=row.target.printed,
        target_value=row.target.value,
        target_unit=row.target.unit,
        actual_printed=row.actual.printed,
        actual_value=row.actual.value,
        actual_unit=row.actual.unit,
        achievement_rate=row.achievement_rate,
        achievement_printed=row.achievement_printed,
        direction=row.direction,
        value_kind=row.value_kind,
        explanation=row.explanation,
        improvement=row.improvement,
    )


def _budget_row(plan: tables.Plan, position: int, row: BudgetExecution) -> tables.BudgetExecution:
    return tables.BudgetExecution(
        section_id=plan.section_id,
        plan=plan,
        key=row.key,
        position=position,
        appropriation_thousands=row.appropriation_thousands,
        carryover_thousands=row.carryover_thousands,
        expended_thousands=row.expended_thousands,
        execution_rate=row.execution_rate,
        execution_printed=row.execution_printed,
        is_suspended=row.is_suspended,
        explanation=row.explanation,
        improvement=row.improvement,
    )


def _write_paragraphs(section: Section, body: tuple[Paragraph, ...], review: tuple[Paragraph, ...] = ()) -> None:
    parts = chain(((row, False) for row in body), ((row, True) for row in review))
    tables.Paragraph.objects.bulk_create(
        tables.Paragraph(section=section, key=row.key, position=position, text=row.text, is_review=is_review)
        for position, (row, is_review) in enumerate(parts)
    )


def _write_achievement(section: Section, content: AchievementContent) -> None:
    goals = _goals_by_key(section, [("goal_key", content.goal_key)] if content.goal_key else [])
    tables.Achievement.objects.create(section=section, goal=goals[0] if goals else None, goal_title=content.goal_title)
    themes = tables.Theme.objects.bulk_create(
        tables.Theme(
            section=section,
            key=theme.key,
            position=position,
            title=theme.title,
            has_full_width_mark=theme.has_full_width_mark,
        )
        for position, theme in enumerate(content.themes)
    )
    body = [(row, None) for row in content.paragraphs]
    items = [(row, parent) for theme, parent in zip(content.themes, themes, strict=True) for row in theme.items]
    tables.Paragraph.objects.bulk_create(
        tables.Paragraph(section=section, key=row.key, position=position, text=row.text, theme=parent)
        for position, (row, parent) in enumerate([*body, *items])
    )


def _write_follow_up(section: Section, content: FollowUpContent) -> None:
    answers = tables.Answer.objects.bulk_create(
        tables.Answer(section=section, key=answer.key, position=position, opinion=answer.opinion)
        for position, answer in enumerate(content.answers)
    )
    rows = [(row, parent) for answer, parent in zip(content.answers, answers, strict=True) for row in answer.paragraphs]
    tables.Paragraph.objects.bulk_create(
        tables.Paragraph(section=section, key=row.key, position=position, text=row.text, answer=parent)
        for position, (row, parent) in enumerate(rows)
    )


# --- rows → content --------------------------------------------------------------------------------------------


def read_rows(section: Section) -> SectionContent:
    """The content that the working rows hold; equal to the current revision's, which `verify_audit` checks."""
    kind = SectionKind(section.kind)
    if kind is SectionKind.GOALS:
        goals = tables.Goal.objects.filter(report=section.report_id).order_by("position")
        return GoalsContent(goals=tuple(GoalLine(goal.key, goal.text) for goal in goals))
    paragraphs = list(tables.Paragraph.objects.filter(section=section).order_by("position"))
    if kind is SectionKind.PLAN:
        return _read_plan(section, paragraphs)
    if kind is SectionKind.ACHIEVEMENT:
        return _read_achievement(section, paragraphs)
    if kind is SectionKind.FOLLOW_UP:
        return FollowUpContent(
            answers=tuple(
                Answer(row.key, row.opinion, _values(p for p in paragraphs if p.answer_id == row.pk))
                for row in tables.Answer.objects.filter(section=section).order_by("position")
            )
        )
    return OverallOpinionContent(paragraphs=_values(paragraphs))


def _values(rows: Iterable[tables.Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(row.key, row.text) for row in rows)


def _read_plan(section: Section, paragraphs: list[tables.Paragraph]) -> PlanContent:
    plan = tables.Plan.objects.filter(section=section).first()
    if plan is None:
        return PlanContent()
    links = plan.goal_links.select_related("goal").order_by("position")
    return PlanContent(
        title=plan.title,
        period_start_year=plan.period_start_year,
        period_end_year=plan.period_end_year,
        goal_keys=tuple(link.goal.key for link in links),
        indicators=tuple(_indicator(row) for row in plan.indicators.order_by("position")),
        indicator_note=plan.indicator_note,
        budgets=tuple(_budget(row) for row in plan.budgets.order_by("position")),
        paragraphs=_values(row for row in paragraphs if not row.is_review),
        review_and_actions=_values(row for row in paragraphs if row.is_review),
        has_heading_colon=plan.has_heading_colon,
    )


def _indicator(row: tables.Indicator) -> Indicator:
    return Indicator(
        key=row.key,
        name=row.name,
        target=Measure(row.target_printed, row.target_value, row.target_unit),
        actual=Measure(row.actual_printed, row.actual_value, row.actual_unit),
        achievement_rate=row.achievement_rate,
        achievement_printed=row.achievement_printed,
        direction=Direction(row.direction),
        value_kind=ValueKind(row.value_kind),
        explanation=row.explanation,
        improvement=row.improvement,
    )


def _budget(row: tables.BudgetExecution) -> BudgetExecution:
    return BudgetExecution(
        key=row.key,
        appropriation_thousands=row.appropriation_thousands,
        carryover_thousands=row.carryover_thousands,
        expended_thousands=row.expended_thousands,
        execution_rate=row.execution_rate,
        execution_printed=row.execution_printed,
        is_suspended=row.is_suspended,
        explanation=row.explanation,
        improvement=row.improvement,
    )


def _read_achievement(section: Section, paragraphs: list[tables.Paragraph]) -> AchievementContent:
    head = tables.Achievement.objects.select_related("goal").filter(section=section).first()
    if head is None:
        return AchievementContent()
    return AchievementContent(
        goal_key=head.goal.key if head.goal else "",
        goal_title=head.goal_title,
        paragraphs=_values(row for row in paragraphs if row.theme_id is None),
        themes=tuple(
            Theme(
                row.key,
                row.title,
                _values(p for p in paragraphs if p.theme_id == row.pk),
                row.has_full_width_mark,
            )
            for row in tables.Theme.objects.filter(section=section).order_by("position")
        ),
    )
