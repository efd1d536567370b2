"""The tables of messages as they first stood."""

import django.db.models.deletion
import minzheng.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inbox_messages', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('phone', minzheng.core.fields.SealedTextField(context='messages.phone', editable=True, null=True)),
                ('channel', models.CharField(choices=[('inbox', '站内消息'), ('sms', '短信')], max_length=10)),
                ('template', models.CharField(max_length=60)),
                ('text', minzheng.core.fields.SealedTextField(context='messages.text', editable=True)),
                ('subject_key', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('queued_at', models.DateTimeField(verbose_name='生成时间')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='发出时间')),
                ('read_at', models.DateTimeField(null=True, verbose_name='阅读时间')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='未发出原因')),
            ],
            options={
                'verbose_name': '消息',
                'indexes': [models.Index(fields=['user', 'read_at'], name='message_unread'), models.Index(condition=models.Q(('sent_at', None)), fields=['channel'], name='message_queue')],
                'constraints': [models.CheckConstraint(condition=models.Q(('user__isnull', False), ('person__isnull', False), _connector='OR'), name='message_has_a_receiver')],
            },
        ),
    ]
