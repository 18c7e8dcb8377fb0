"""What nearly every statement writes is looked up in one go: the deliveries of one packet, whose
agencies `exchange_delivery_once` keeps apart. Anything else is looked at as before. A connection
takes the numbers of deliveries a document at a time: their order means nothing.
"""

from django.db import migrations

SQL = """
create or replace function exchange_delivery_parents() returns trigger language plpgsql as $$
declare
  first bigint;
  last bigint;
  receivers bigint[];
begin
  select min(packet_id), max(packet_id), array_agg(agency_id) into first, last, receivers from n;
  if first = last and exists (select 1 from exchange_packet where id = first)
     and (select count(*) from directory_agency where id = any(receivers))
       = cardinality(receivers) then
    return null;
  end if;
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

alter table exchange_delivery alter column id set cache 120;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_peers")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
