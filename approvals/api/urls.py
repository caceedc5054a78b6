"""The whole API, version 1: the nouns' addresses and the verbs'."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from approvals.api import chasing, consultations, deadlines, extensions, office_days, routes, substitutes
from approvals.api.comments import CommentOverrule, CommentReopen, CommentReplies, CommentResolve, SectionComments
from approvals.api.feeds import MyCalendar
from approvals.api.moves import ReportActions, ReportDecisions, SectionActions, SectionDecisions
from approvals.api.notices import NoticeList, NoticeRead, NoticesRead
from approvals.api.preferences import MyPreferences
from approvals.api.webhooks import WebhookDeliveries, WebhookDetail, WebhookList, WebhookReplay, WebhookSecret
from reports.api.urls import urlpatterns as nouns

app_name = "api"
urlpatterns = [
    *nouns,
    path("reports/<int:report_id>/actions", ReportActions.as_view(), name="report-actions"),
    path("reports/<int:report_id>/decisions", ReportDecisions.as_view(), name="report-decisions"),
    path("sections/<int:section_id>/actions", SectionActions.as_view(), name="section-actions"),
    path("sections/<int:section_id>/decisions", SectionDecisions.as_view(), name="section-decisions"),
    path("sections/<int:section_id>/route", routes.SectionRoute.as_view(), name="section-route"),
    path(
        "sections/<int:section_id>/consultations",
        consultations.SectionConsultations.as_view(),
        name="section-consultations",
    ),
    path("consultations", consultations.ConsultationsAwaiting.as_view(), name="consultations"),
    path("consultations/<int:consultation_id>", consultations.ConsultationDetail.as_view(), name="consultation"),
    path(
        "consultations/<int:consultation_id>/reply",
        consultations.ConsultationReply.as_view(),
        name="consultation-reply",
    ),
    path(
        "consultations/<int:consultation_id>/answer",
        consultations.ConsultationAnswer.as_view(),
        name="consultation-answer",
    ),
    path(
        "consultations/<int:consultation_id>/withdraw",
        consultations.ConsultationWithdrawal.as_view(),
        name="consultation-withdraw",
    ),
    path("deadlines/<int:deadline_id>/remind", chasing.DeadlineReminding.as_view(), name="deadline-remind"),
    path("undelivered", chasing.UndeliveredList.as_view(), name="undelivered"),
    path("undelivered/<int:notice_id>/resend", chasing.UndeliveredResend.as_view(), name="undelivered-resend"),
    path("routes", routes.RouteList.as_view(), name="routes"),
    path("substitutes", substitutes.SubstituteList.as_view(), name="substitutes"),
    path("substitutes/<int:substitution_id>/end", substitutes.SubstituteEnd.as_view(), name="substitute-end"),
    path("sections/<int:section_id>/comments", SectionComments.as_view(), name="section-comments"),
    path("comments/<int:comment_id>/replies", CommentReplies.as_view(), name="comment-replies"),
    path("comments/<int:comment_id>/resolve", CommentResolve.as_view(), name="comment-resolve"),
    path("comments/<int:comment_id>/reopen", CommentReopen.as_view(), name="comment-reopen"),
    path("comments/<int:comment_id>/overrule", CommentOverrule.as_view(), name="comment-overrule"),
    path("office-days", office_days.OfficeDays.as_view(), name="office-days"),
    path("office-days/import", office_days.OfficeDayImport.as_view(), name="office-day-import"),
    path("reports/<int:report_id>/deadlines", deadlines.ReportDeadlines.as_view(), name="report-deadlines"),
    path("reports/<int:report_id>/schedule", deadlines.ReportSchedule.as_view(), name="report-schedule"),
    path("deadlines/<int:deadline_id>/move", deadlines.DeadlineMove.as_view(), name="deadline-move"),
    path("deadlines/<int:deadline_id>/extensions", extensions.DeadlineExtensions.as_view(), name="deadline-extensions"),
    path("sections/<int:section_id>/extensions", extensions.SectionExtensions.as_view(), name="section-extensions"),
    path("extensions", extensions.ExtensionsAwaiting.as_view(), name="extensions"),
    path("extensions/<int:extension_id>/grant", extensions.ExtensionGrant.as_view(), name="extension-grant"),
    path("extensions/<int:extension_id>/refuse", extensions.ExtensionRefusal.as_view(), name="extension-refuse"),
    path("me/notices", NoticeList.as_view(), name="my-notices"),
    path("me/notices/read-all", NoticesRead.as_view(), name="my-notices-read"),
    path("me/notices/<int:notice_id>/read", NoticeRead.as_view(), name="my-notice-read"),
    path("me/calendar", MyCalendar.as_view(), name="my-calendar"),
    path("me/preferences", MyPreferences.as_view(), name="my-preferences"),
    path("webhooks", WebhookList.as_view(), name="webhooks"),
    path("webhooks/<int:webhook_id>", WebhookDetail.as_view(), name="webhook"),
    path("webhooks/<int:webhook_id>/secret", WebhookSecret.as_view(), name="webhook-secret"),
    path("webhooks/<int:webhook_id>/deliveries", WebhookDeliveries.as_view(), name="webhook-deliveries"),
    path("webhook-deliveries/<int:delivery_id>/replay", WebhookReplay.as_view(), name="webhook-replay"),
    path("schema", SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]), name="schema"),
]
