"""Codes sent to telephones; tries and the next try of a message."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messages', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='again_at',
            field=models.DateTimeField(null=True, verbose_name='下次发送时间'),
        ),
        migrations.AddField(
            model_name='message',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='已试次数'),
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone_index', models.CharField(editable=False, max_length=32, verbose_name='手机索引')),
                ('purpose', models.CharField(max_length=100, verbose_name='用途')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='网络地址')),
                ('digest', models.CharField(editable=False, max_length=32, verbose_name='摘要')),
                ('sent_at', models.DateTimeField(verbose_name='发送时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('tries_left', models.PositiveSmallIntegerField(verbose_name='剩余次数')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
            ],
            options={
                'verbose_name': '短信验证码',
                'indexes': [models.Index(fields=['phone_index', 'sent_at'], name='code_of_a_phone'), models.Index(fields=['address', 'sent_at'], name='code_of_an_address')],
            },
        ),
    ]
