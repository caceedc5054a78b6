"""The pages of the contributor's workspace and of the public site."""

from django.urls import path

from reports.pages import (
    account,
    compare,
    corrections,
    datasets,
    editor,
    evidence,
    feeds,
    previews,
    proof,
    public,
    sections,
)

app_name = "reports"
urlpatterns = [
    path("sections/mine/", sections.my_sections, name="my-sections"),
    path("sections/", sections.all_sections, name="sections"),
    path("sections/<int:pk>/", sections.section, name="section"),
    path("sections/<int:pk>/edit/", editor.edit, name="section-edit"),
    path("sections/<int:pk>/evidence/", evidence.attach, name="evidence-attach"),
    path("evidence/<int:pk>/file", evidence.download, name="evidence-file"),
    path("evidence/<int:pk>/remove/", evidence.remove, name="evidence-remove"),
    path("sections/<int:pk>/preview/", editor.preview, name="section-preview"),
    path("sections/<int:pk>/draft.pdf", previews.section_pdf, name="section-pdf"),
    path("sections/<int:pk>/pages/", previews.section_pages, name="section-pages"),
    path("sections/<int:pk>/pages/<int:number>.png", previews.section_page, name="section-page"),
    path("reports/<int:pk>/draft.pdf", previews.report_pdf, name="report-pdf"),
    path("editions/<int:pk>/pages/<int:number>.png", previews.edition_page, name="edition-page"),
    path("sections/<int:pk>/waive/", sections.waive, name="section-waive"),
    path("sections/<int:pk>/revisions/<int:number>/", sections.revision, name="revision"),
    path("sections/<int:pk>/compare/", compare.compare, name="section-compare"),
    path("account/", account.account, name="account"),
    path("account/password/", account.Password.as_view(), name="password"),
    path(".well-known/jibao-keys.json", proof.keys, name="signing-keys"),
    path(".well-known/jibao-keys/<slug:key_id>.pem", proof.key_file, name="signing-key"),
    path("verify/", proof.verify, name="verify"),
    path("verify/jibao_verify.py", proof.program, name="verifier"),
    path("robots.txt", public.robots, name="robots"),
    path("published/", public.published, name="published"),
    path("published/catalogue.csv", datasets.catalogue_as_csv, name="catalogue-csv"),
    path("published/catalogue.jsonld", datasets.catalogue_as_jsonld, name="catalogue-jsonld"),
    path("published/feed.atom", feeds.everywhere, name="feed"),
    path("published/<slug:agency>/feed.atom", feeds.of_agency, name="agency-feed"),
    path("published/<slug:agency>/<int:roc_year>/", public.newest_edition, name="newest-edition"),
    path("published/<slug:agency>/<int:roc_year>/<int:number>/", public.edition, name="edition"),
    path("published/<slug:agency>/<int:roc_year>/<int:number>/changes/", corrections.table, name="edition-changes"),
    path(
        "published/<slug:agency>/<int:roc_year>/<int:number>/changes.json",
        corrections.table_file,
        name="edition-changes-file",
    ),
    path(
        "published/<slug:agency>/<int:roc_year>/<int:number>/dataset.csv",
        datasets.dataset_as_csv,
        name="edition-dataset-csv",
    ),
    path(
        "published/<slug:agency>/<int:roc_year>/<int:number>/dataset.jsonld",
        datasets.dataset_as_jsonld,
        name="edition-dataset-jsonld",
    ),
    path("published/<slug:agency>/<int:roc_year>/<int:number>/manifest.json", public.manifest, name="edition-manifest"),
    path(
        "published/<slug:agency>/<int:roc_year>/<int:number>/manifest.sig", public.signature, name="edition-signature"
    ),
    path("published/<slug:agency>/<int:roc_year>/<int:number>/everything.zip", public.everything, name="edition-zip"),
    path(
        "published/<slug:agency>/<int:roc_year>/<int:number>/files/<str:name>",
        public.edition_file,
        name="edition-file",
    ),
]
