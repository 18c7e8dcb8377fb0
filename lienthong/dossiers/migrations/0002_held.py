"""A held file does not change, whoever writes: the database refuses what the rules refuse."""

from django.db import migrations

SQL = """
create function dossiers_dossier_held() returns trigger language plpgsql as $$
begin
  if old.hold_reason <> '' and (tg_op = 'DELETE' or to_jsonb(new) - 'hold_reason'
      <> to_jsonb(old) - 'hold_reason' or new.hold_reason <> '') then
    raise exception 'the file is held' using errcode = '23514';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger held before update or delete on dossiers_dossier
  for each row execute function dossiers_dossier_held();

create function dossiers_item_held() returns trigger language plpgsql as $$
declare
  file bigint := case tg_op when 'DELETE' then old.dossier_id else new.dossier_id end;
begin
  if exists (select 1 from dossiers_dossier where id = file and hold_reason <> '')
    or (tg_op = 'UPDATE' and exists
      (select 1 from dossiers_dossier where id = old.dossier_id and hold_reason <> '')) then
    raise exception 'the file is held' using errcode = '23514';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger held before insert or update or delete on dossiers_item
  for each row execute function dossiers_item_held();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
