"""What was published does not change, whoever writes: only the day on which it ends may be set."""

from django.db import migrations

SQL = """
create function services_version_published() returns trigger language plpgsql as $$
begin
  if old.state = 'published' and (tg_op = 'DELETE'
      or to_jsonb(new) - 'valid_to' - 'valid_from' <> to_jsonb(old) - 'valid_to' - 'valid_from') then
    raise exception 'this version is published' using errcode = '23514';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger published before update or delete on services_version
  for each row execute function services_version_published();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
