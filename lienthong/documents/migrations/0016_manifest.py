import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FROZEN = """
create trigger frozen before update or delete or truncate on documents_manifest
  for each statement execute function kernel_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0015_arrived_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="Manifest",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("response_to", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "documents_manifest",
            },
        ),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
