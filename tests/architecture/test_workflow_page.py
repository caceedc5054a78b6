"""docs/workflow.md says what the transition table says."""

from approvals.management.commands.workflow_page import PAGE, page


def test_the_workflow_page_is_current():
    assert PAGE.read_text("utf-8") == page(), "run manage.py workflow_page"
