"""Events and ledger rows are never changed, and every event reaches the sealer's set."""

from django.db import migrations

FROZEN = """
create function kernel_frozen() returns trigger language plpgsql as $$
begin
  raise exception '% is never changed', tg_table_name using errcode = '23514';
end $$;
create trigger frozen before update or delete or truncate on kernel_event
  for each statement execute function kernel_frozen();
create trigger frozen before update or delete or truncate on ledger_leaf
  for each statement execute function kernel_frozen();
create trigger frozen before update or delete or truncate on ledger_checkpoint
  for each statement execute function kernel_frozen();
"""

PENDING = """
create function kernel_event_pending() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into ledger_pending (event_ids) select array_agg(id order by id) from n having count(*) > 0;
  return null;
end $$;
create trigger pending after insert on kernel_event referencing new table as n
  for each statement execute function kernel_event_pending();
"""

FOLD = """
create function vn_fold(t text) returns text language sql immutable parallel safe strict as $$
  select translate(regexp_replace(lower(normalize(t, NFD)), U&'[\\0300-\\036F]', '', 'g'), 'đ', 'd')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
        migrations.RunSQL(PENDING, migrations.RunSQL.noop),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
    ]
