from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0013_copies"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="signature", name="documents_signature_newest"),
        migrations.AddField(
            model_name="signature",
            name="packet_id",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(fields=["packet_id", "-id"], name="documents_signature_packet"),
        ),
    ]
