"""Addresses of documents in the officials' office: every resource is a noun."""

from django.urls import URLPattern, path

from lienthong.documents.pages import (
    assignments,
    attached,
    board,
    bulk,
    bulk_signing,
    chasing,
    compose,
    consulting,
    copying,
    digitising,
    document,
    files,
    handling,
    inbox,
    paper,
    part_steps,
    phrases,
    registers,
    steps,
    trail,
)

app_name = "documents"

ONE = "van-phong/documents/<int:document_id>/"
PART = "van-phong/assignments/<int:assignment_id>/"

LISTS: list[URLPattern] = [
    path("van-phong/documents/incoming/", inbox.incoming, name="incoming"),
    path("van-phong/documents/incoming/registrations/", inbox.registrations, name="registrations"),
    path("van-phong/documents/incoming/paper/", paper.paper, name="paper"),
    path("van-phong/documents/incoming/submissions/", bulk.submissions, name="submissions"),
    path("van-phong/documents/incoming/assignments/", bulk.assignments, name="bulk_assignments"),
    path("van-phong/documents/outgoing/", inbox.outgoing, name="outgoing"),
    path("van-phong/documents/outgoing/paper/", digitising.paper_entry, name="paper_entry"),
    path("van-phong/documents/drafts/", inbox.drafts, name="drafts"),
    path("van-phong/documents/copies/", inbox.all_copies, name="all_copies"),
    path("van-phong/documents/to-sign/", inbox.to_sign, name="to_sign"),
    path("van-phong/documents/to-sign/approvals/", bulk_signing.approvals, name="approvals"),
    path("van-phong/registers/<slug:key>/", registers.register, name="register"),
    path("van-phong/registers/<slug:key>.pdf", registers.register_pdf, name="register_pdf"),
    path("van-phong/registers/<slug:key>.xlsx", registers.register_xlsx, name="register_xlsx"),
    path("van-phong/phrases/", phrases.phrases, name="phrases"),
    path("van-phong/phrases/<int:phrase_id>/removal/", phrases.removal, name="phrase_removal"),
    path("van-phong/documents/new/", compose.compose, name="compose"),
    path("van-phong/documents/new/preview/", compose.preview, name="preview"),
]

DOCUMENT: list[URLPattern] = [
    path(ONE, document.document, name="document"),
    path(f"{ONE}state/", document.state, name="state"),
    path(f"{ONE}pages/<int:number>.png", files.page, name="page"),
    path(f"{ONE}file.pdf", files.file, name="file"),
    path(f"{ONE}handling-slip.pdf", files.handling_slip, name="handling_slip"),
    path(f"{ONE}bundle.zip", files.bundle, name="bundle"),
    path(f"{ONE}files/", attached.files, name="files"),
    path(f"{ONE}files/<int:ordinal>/", attached.file, name="attached"),
    path(f"{ONE}files/<int:ordinal>/removal/", attached.removal, name="removal"),
    path(f"{ONE}trail/", trail.trail, name="trail"),
    path(f"{ONE}trail/<int:event_id>/proof.json", trail.proof, name="proof"),
    path(f"{ONE}versions/comparison/", consulting.compared, name="compared"),
    path(f"{ONE}comments/", consulting.comments, name="comments"),
    path(f"{ONE}opinions/", consulting.ask, name="opinions"),
    path(f"{ONE}opinions/<int:opinion_id>/", consulting.answer, name="opinion"),
    path(f"{ONE}versions/", compose.versions, name="versions"),
    path(f"{ONE}board/", board.board, name="board"),
    path(f"{ONE}board/reminders/", chasing.reminders, name="board_reminders"),
    path(f"{ONE}board.xlsx", board.board_xlsx, name="board_xlsx"),
    path(f"{ONE}board.csv", board.board_csv, name="board_csv"),
]

STEPS: list[URLPattern] = [
    path(f"{ONE}registration/", steps.registration, name="registration"),
    path(f"{ONE}registration/anyway/", paper.anyway, name="registration_anyway"),
    path(f"{ONE}submission/undoing/", steps.unsubmission, name="submission_undoing"),
    path(f"{ONE}passing-on/", steps.passing_on, name="passing_on"),
    path(f"{ONE}forwarding/", steps.forwarding, name="forwarding"),
    path(f"{ONE}returns/", steps.returns, name="returns"),
    path(f"{ONE}arrival-number/voiding/", steps.arrival_voiding, name="arrival_voiding"),
    path(f"{ONE}submission/", steps.submission, name="submission"),
    path(f"{ONE}assignments/", assignments.assignments, name="assignments"),
    path(f"{ONE}assignments/undoing/", assignments.undoing, name="assignment_undoing"),
    path(f"{ONE}reminders/", steps.reminders, name="reminders"),
    path(f"{ONE}start/", steps.start, name="start"),
    path(f"{ONE}resolution/", steps.resolution, name="resolution"),
    path(f"{ONE}draft/", compose.draft, name="draft"),
    path(f"{ONE}check-request/", steps.check_request, name="check_request"),
    path(f"{ONE}checks/content/", steps.content_check, name="content_check"),
    path(f"{ONE}checks/format/", steps.format_check, name="format_check"),
    path(f"{ONE}draft-returns/", steps.draft_returns, name="draft_returns"),
    path(f"{ONE}approval/", steps.approval, name="approval"),
    path(f"{ONE}signer/", steps.signer, name="signer"),
    path(f"{ONE}paper/number/", digitising.paper_number, name="paper_number"),
    path(f"{ONE}paper/void/", digitising.paper_void, name="paper_void"),
    path(f"{ONE}scan/", digitising.scan, name="scan"),
    path(f"{ONE}scan/seal/", digitising.scan_seal, name="scan_seal"),
    path(f"{ONE}copies/", copying.copies, name="copies"),
    path(f"{ONE}copy/", copying.copy, name="copy"),
    path(f"{ONE}copy/submission/", copying.copy_submission, name="copy_submission"),
    path(f"{ONE}recall/", steps.recall, name="recall"),
    path(f"{ONE}recall/agreement/", steps.recall_agreement, name="recall_agreement"),
    path(f"{ONE}recall/refusal/", steps.recall_refusal, name="recall_refusal"),
    path(f"{ONE}seal/", steps.seal, name="seal"),
    path(f"{ONE}issue/", steps.issue, name="issue"),
]

PARTS: list[URLPattern] = [
    path(PART, handling.assignment, name="assignment"),
    path(f"{PART}acceptance/", handling.acceptance, name="assignment_acceptance"),
    path(f"{PART}start/", handling.beginning, name="assignment_start"),
    path(f"{PART}finish/", handling.finish, name="assignment_finish"),
    path(f"{PART}report/", part_steps.report, name="assignment_report"),
    path(f"{PART}conclusion/", handling.conclusion, name="assignment_conclusion"),
    path(f"{PART}send-back/", part_steps.send_back, name="assignment_send_back"),
    path(f"{PART}withdrawal/", part_steps.withdrawal, name="assignment_withdrawal"),
    path(f"{PART}extension/", part_steps.extension, name="assignment_extension"),
    path(
        f"{PART}extension/answer/", part_steps.extension_answer, name="assignment_extension_answer"
    ),
    path(f"{PART}reminder/", part_steps.reminder, name="assignment_reminder"),
    path(f"{PART}parts/", assignments.parts, name="assignment_parts"),
]

urlpatterns: list[URLPattern] = [*LISTS, *DOCUMENT, *STEPS, *PARTS]
