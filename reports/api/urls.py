"""The API's addresses for the nouns; approvals.api.urls adds the verbs and is what the site includes."""

from django.urls import path

from reports.api.content import SectionContent
from reports.api.differences import SectionDifferences
from reports.api.editions import EditionChanges, EditionDetail, EditionFile, EditionList, EditionRetry, EditionSchedule
from reports.api.evidence import EvidenceDetail, EvidenceFile, SectionEvidence
from reports.api.findings import FindingWaiver, SectionFindings
from reports.api.reports import ReportAudit, ReportDetail, ReportFindings, ReportList
from reports.api.sections import RevisionDetail, RevisionList, SectionDetail, SectionList
from reports.api.session import Session
from reports.api.styles import AgencyStyle
from reports.api.tokens import TokenDetail, TokenList

_SECTION = "sections/<int:section_id>"
_REPORT = "reports/<int:report_id>"

urlpatterns = [
    path("session", Session.as_view(), name="session"),
    path("tokens", TokenList.as_view(), name="tokens"),
    path("tokens/<int:token_id>", TokenDetail.as_view(), name="token"),
    path("agencies/<slug:code>/style", AgencyStyle.as_view(), name="agency-style"),
    path("reports", ReportList.as_view(), name="reports"),
    path(_REPORT, ReportDetail.as_view(), name="report"),
    path(f"{_REPORT}/findings", ReportFindings.as_view(), name="report-findings"),
    path(f"{_REPORT}/audit", ReportAudit.as_view(), name="report-audit"),
    path(f"{_REPORT}/editions", EditionList.as_view(), name="report-editions"),
    path("editions/<int:edition_id>", EditionDetail.as_view(), name="edition"),
    path("editions/<int:edition_id>/schedule", EditionSchedule.as_view(), name="edition-schedule"),
    path("editions/<int:edition_id>/retry", EditionRetry.as_view(), name="edition-retry"),
    path("editions/<int:edition_id>/changes", EditionChanges.as_view(), name="edition-changes"),
    path("editions/<int:edition_id>/files/<str:name>", EditionFile.as_view(), name="edition-file"),
    path("sections", SectionList.as_view(), name="sections"),
    path(_SECTION, SectionDetail.as_view(), name="section"),
    path(f"{_SECTION}/content", SectionContent.as_view(), name="section-content"),
    path(f"{_SECTION}/revisions", RevisionList.as_view(), name="section-revisions"),
    path(f"{_SECTION}/revisions/<int:number>", RevisionDetail.as_view(), name="section-revision"),
    path(f"{_SECTION}/differences", SectionDifferences.as_view(), name="section-differences"),
    path(f"{_SECTION}/evidence", SectionEvidence.as_view(), name="section-evidence"),
    path("evidence/<int:evidence_id>", EvidenceDetail.as_view(), name="evidence"),
    path("evidence/<int:evidence_id>/file", EvidenceFile.as_view(), name="evidence-file"),
    path(f"{_SECTION}/findings", SectionFindings.as_view(), name="section-findings"),
    path(f"{_SECTION}/findings/<slug:fingerprint>/waiver", FindingWaiver.as_view(), name="finding-waiver"),
]
