"""Integrity of the fan-out tables: one check per statement instead of one per row and key.

`offset 0` keeps each check a probe of the index: as an anti-join the planner may scan the whole
table of parents, which grows for ever. Deliveries leave room on their pages, because each is
updated in place four or five times.
"""

from django.db import migrations

SQL = """
create function exchange_delivery_parents() returns trigger language plpgsql as $$
declare receivers bigint[];
begin
  if exists (select 1 from (select distinct packet_id from n) p
             where not exists (select 1 from exchange_packet where id = p.packet_id offset 0)) then
    raise exception 'delivery without its packet' using errcode = '23503';
  end if;
  receivers := array(select distinct agency_id from n);
  if (select count(*) from directory_agency where id = any(receivers)) < cardinality(receivers) then
    raise exception 'delivery to no agency' using errcode = '23503';
  end if;
  return null;
end $$;
create trigger parents after insert on exchange_delivery referencing new table as n
  for each statement execute function exchange_delivery_parents();

create function exchange_receipt_parents() returns trigger language plpgsql as $$
begin
  if exists (select 1 from n where not exists (select 1 from exchange_delivery where id = n.delivery_id offset 0)) then
    raise exception 'receipt without its delivery' using errcode = '23503';
  end if;
  return null;
end $$;
create trigger parents after insert on exchange_receipt referencing new table as n
  for each statement execute function exchange_receipt_parents();

alter table exchange_delivery set (fillfactor = 70);

create trigger frozen before update or delete or truncate on exchange_packet
  for each statement execute function kernel_frozen();
create trigger frozen before update or delete or truncate on exchange_receipt
  for each statement execute function kernel_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        ("directory", "0001_initial"),
        ("kernel", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
