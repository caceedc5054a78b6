"""(二) of a plan: one or more budget sentences and why their rate is what it is."""

import re

from reports.content.figures import BudgetExecution
from reports.importing.blocks import Block, BlockKind
from reports.importing.budgets import BudgetNotRead, BudgetSentence, read_budget_sentence
from reports.importing.plan_draft import PlanDraft
from reports.importing.remarks import Remark, has_room, read_remark, with_remark

_ANOTHER_BUDGET = re.compile(r"(?:實際執行|實支|執行).{0,6}?\d[\d,.]*\s*[千萬億]?元")


def read_budget_part(body: list[Block], draft: PlanDraft) -> None:
    """Add the part's budgets. Words after a sentence are its explanation, unless they state another budget."""
    for block in body:
        remark = read_remark(block.text)
        if block.kind is not BlockKind.TEXT:
            draft.reader.leave(block, "table_out_of_place")
        elif remark and draft.budgets:
            _explain(block, remark, draft)
        else:
            _read_sentences(block, draft)


def _read_sentences(block: Block, draft: PlanDraft) -> None:
    rest = block
    while rest.text:
        try:
            sentence = read_budget_sentence(rest.raw)
        except BudgetNotRead as problem:
            _read_after_budget(rest, problem, draft)
            return
        words, rest = rest.split(sentence.length)
        _add(words, sentence, draft)


def _read_after_budget(rest: Block, problem: BudgetNotRead, draft: PlanDraft) -> None:
    is_reason = problem.reason == "budget_not_understood" and not _ANOTHER_BUDGET.search(rest.raw)
    if is_reason and draft.budgets:
        _explain(rest, Remark(0, is_improvement=False, text=rest.text.lstrip("，,；;。 ")), draft)
    else:
        draft.reader.leave(rest, problem.reason, problem.detail)


def _add(words: Block, sentence: BudgetSentence, draft: PlanDraft) -> None:
    budget = BudgetExecution(
        key=f"b{len(draft.budgets) + 1}",
        appropriation_thousands=sentence.appropriation_thousands,
        carryover_thousands=sentence.carryover_thousands,
        expended_thousands=sentence.expended_thousands,
        execution_rate=sentence.execution_rate,
        execution_printed=sentence.execution_printed,
        is_suspended=sentence.is_suspended,
    )
    draft.budgets.append(budget)
    draft.reader.place(words, budget.key)
    if sentence.is_unit_converted:
        draft.reader.notice("unit_converted", words.line)
    if sentence.roc_year and draft.roc_year and sentence.roc_year != draft.roc_year:
        draft.reader.notice("other_year", words.line, f"{draft.roc_year}→{sentence.roc_year}")


def _explain(block: Block, remark: Remark, draft: PlanDraft) -> None:
    if not has_room(draft.budgets[-1], remark):
        draft.reader.leave(block, "text_too_long")
        return
    draft.budgets[-1] = with_remark(draft.budgets[-1], remark)
    draft.reader.place(block, draft.budgets[-1].key)
