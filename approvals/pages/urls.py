"""The pages of the review: where a person starts, the secretariat's board, and the moves."""

from django.urls import path

from approvals.pages import board, history, home, moves

app_name = "approvals"
urlpatterns = [
    path("", home.home, name="home"),
    path("board/", board.boards, name="boards"),
    path("board/<int:pk>/", board.board, name="board"),
    path("board/<int:pk>/history/", history.page, name="board-history"),
    path("board/<int:pk>/history.csv", history.download, name="board-history-csv"),
    path("board/<int:pk>/progress/", board.progress, name="board-progress"),
    path("board/<int:pk>/retry/", board.retry, name="board-retry"),
    path("sections/<int:pk>/moves/<str:action>/", moves.section_move, name="section-move"),
    path("reports/<int:pk>/moves/<str:action>/", moves.report_move, name="report-move"),
]
