"""The pages of the review: where a person starts, the secretariat's board, and the moves."""

from django.urls import path

from approvals.pages import (
    board,
    comments,
    consultations,
    deadlines,
    extensions,
    feed,
    history,
    home,
    inbox,
    moves,
    outline,
    preferences,
    publication,
    substitutes,
)

app_name = "approvals"
urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.page, name="inbox"),
    path("inbox/read/", inbox.mark_all, name="inbox-read-all"),
    path("inbox/<int:pk>/", inbox.open_notice, name="inbox-open"),
    path("board/", board.boards, name="boards"),
    path("board/<int:pk>/", board.board, name="board"),
    path("board/<int:pk>/sections/new/", outline.new_section, name="board-new-section"),
    path("board/<int:pk>/history/", history.page, name="board-history"),
    path("board/<int:pk>/history.csv", history.download, name="board-history-csv"),
    path("board/<int:pk>/progress/", board.progress, name="board-progress"),
    path("board/<int:pk>/editions/<int:number>/schedule/", publication.schedule, name="board-schedule"),
    path("board/<int:pk>/retry/", board.retry, name="board-retry"),
    path("sections/<int:pk>/comments/", comments.comment, name="comment"),
    path("comments/<int:pk>/<str:name>/", comments.verb, name="comment-verb"),
    path("sections/<int:pk>/moves/<str:action>/", moves.section_move, name="section-move"),
    path("sections/<int:pk>/consultations/", consultations.ask, name="consultation-ask"),
    path("consultations/<int:pk>/reply/", consultations.reply, name="consultation-reply"),
    path("consultations/<int:pk>/answer/", consultations.answer, name="consultation-answer"),
    path("consultations/<int:pk>/withdraw/", consultations.withdraw, name="consultation-withdraw"),
    path("account/settings/", preferences.settings_page, name="settings"),
    path("board/<int:pk>/deadlines/", deadlines.page, name="board-deadlines"),
    path("deadlines/<int:pk>/move/", deadlines.move, name="deadline-move"),
    path("deadlines/<int:pk>/extensions/", extensions.ask, name="extension-ask"),
    path("extensions/<int:pk>/<str:verb>/", extensions.decide, name="extension-decide"),
    path("account/calendar/", feed.make, name="calendar-make"),
    path("account/calendar/revoke/", feed.revoke, name="calendar-revoke"),
    path("calendar/<str:token>.ics", feed.feed, name="calendar"),
    path("account/substitutes/", substitutes.mine, name="substitutes"),
    path("account/substitutes/<int:pk>/end/", substitutes.end, name="substitute-end"),
    path("reports/<int:pk>/moves/<str:action>/", moves.report_move, name="report-move"),
]
