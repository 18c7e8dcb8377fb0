"""A work item waits for a post that exists: one check per statement."""

from django.db import migrations

SQL = """
create function work_item_parents() returns trigger language plpgsql as $$
begin
  if exists (select 1 from (select distinct position_id from n) p
             where not exists (select 1 from directory_position where id = p.position_id offset 0)) then
    raise exception 'work for no position' using errcode = '23503';
  end if;
  return null;
end $$;
create trigger parents after insert on work_item referencing new table as n
  for each statement execute function work_item_parents();
"""


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("directory", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
