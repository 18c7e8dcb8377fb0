"""A checkpoint says whose log it is and which key signed it; what is pending is taken, never edited."""

from django.db import migrations, models

PENDING = """
create trigger frozen before update or truncate on ledger_pending
  for each statement execute function kernel_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="ledgercheckpoint",
            name="origin",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ledgercheckpoint",
            name="key_id",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(PENDING, "drop trigger frozen on ledger_pending"),
    ]
