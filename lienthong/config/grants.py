"""What the running application may do to each table; the owner migrates, the app only runs.

With a single-role DATABASE_URL these grants change nothing and only the triggers protect:
`lienthong migrate` says so.
"""

from __future__ import annotations

from django.db import connection

APP_ROLE = "lt_app"

FROZEN = (
    "kernel_event",
    "ledger_leaf",
    "ledger_checkpoint",
    "exchange_packet",
    "exchange_receipt",
    "documents_version",
    "documents_manifest",
    "documents_signature",
)
KEPT = (
    "directory_agency",
    "directory_person",
    "directory_place",
    "directory_position",
    "directory_unit",
    "documents_document",
    "dossiers_dossier",
    "dossiers_list",
    "exchange_delivery",
    "exchange_peer",
    "exchange_peer_message",
    "kernel_number_entry",
    "kernel_series",
    "kernel_series_year",
    "services_applicant",
    "services_application",
    "services_bank_notice",
    "services_payment",
    "services_procedure",
    "services_result",
    "services_version",
)


def has_app_role() -> bool:
    """Is there an application role apart from the role that owns the tables?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_roles where rolname = %s) and current_user <> %s",
            [APP_ROLE, APP_ROLE],
        )
        return bool(cursor.fetchone()[0])


def apply() -> None:
    """Grant the app what it needs and nothing more; repeatable."""
    statements = [
        f"grant usage on schema public to {APP_ROLE}",
        f"grant select, insert, update, delete on all tables in schema public to {APP_ROLE}",
        f"grant usage on all sequences in schema public to {APP_ROLE}",
        f"revoke update, delete, truncate on {', '.join(FROZEN)} from {APP_ROLE}",
        f"revoke delete, truncate on {', '.join(KEPT)} from {APP_ROLE}",
        f"revoke insert, update on ledger_pending from {APP_ROLE}",
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
