"""Integrity of documents and readers: one check per statement, see docs/decisions/."""

from django.db import migrations

SQL = """
create function documents_document_parents() returns trigger language plpgsql as $$
begin
  if exists (select 1 from (select distinct agency_id from n) a
             where not exists (select 1 from directory_agency where id = a.agency_id offset 0)) then
    raise exception 'document of no agency' using errcode = '23503';
  end if;
  if exists (select 1 from n where delivery_id is not null
             and not exists (select 1 from exchange_delivery where id = n.delivery_id offset 0)) then
    raise exception 'document without its delivery' using errcode = '23503';
  end if;
  return null;
end $$;
create trigger parents after insert on documents_document referencing new table as n
  for each statement execute function documents_document_parents();

create function documents_reader_parents() returns trigger language plpgsql as $$
begin
  if exists (select 1 from n where not exists (select 1 from documents_document where id = n.document_id offset 0)) then
    raise exception 'reader of no document' using errcode = '23503';
  end if;
  return null;
end $$;
create trigger parents after insert on documents_reader referencing new table as n
  for each statement execute function documents_reader_parents();

create trigger frozen before update or delete or truncate on documents_version
  for each statement execute function kernel_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("exchange", "0002_parents"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
