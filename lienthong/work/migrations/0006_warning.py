from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0005_digest"),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="warning",
            field=models.TextField(db_default="", default=""),
        ),
    ]
