"""Whether a citizen is told by SMS as well."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='citizen',
            name='is_texted',
            field=models.BooleanField(default=True, verbose_name='短信提醒'),
        ),
    ]
