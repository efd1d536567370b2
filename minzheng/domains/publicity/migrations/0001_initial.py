"""The tables of publicity."""

import django.db.models.deletion
import minzheng.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_module_switches'),
        ('divisions', '0001_initial'),
        ('documents', '0002_minutes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index_number', models.CharField(max_length=60, unique=True, verbose_name='索引号')),
                ('kind', models.CharField(choices=[('news', '工作动态'), ('notice', '通知公告'), ('policy', '政策解读'), ('guide', '办事指南'), ('open', '政府信息公开'), ('finance', '资金信息'), ('statistics', '统计信息')], max_length=20, verbose_name='栏目')),
                ('theme_class', models.CharField(max_length=60, verbose_name='主题分类')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='摘要')),
                ('body', models.TextField(verbose_name='正文')),
                ('keywords', models.CharField(blank=True, max_length=120, verbose_name='关键词')),
                ('unit', models.CharField(max_length=100, verbose_name='报送单位')),
                ('channels', models.JSONField(default=list, verbose_name='发布渠道')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('review', '审校中'), ('approved', '待发布'), ('published', '已发布'), ('returned', '退回修改'), ('withdrawn', '已撤下')], default='draft', max_length=20)),
                ('sent_at', models.DateTimeField(null=True, verbose_name='报送时间')),
                ('published_on', models.DateField(null=True, verbose_name='发布日期')),
                ('until_on', models.DateField(null=True, verbose_name='展示至')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='退回或撤下原因')),
                ('at', models.DateTimeField(verbose_name='拟稿时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='documents.policydocument')),
            ],
            options={
                'verbose_name': '信息稿件',
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('county', '县级采用'), ('prefecture', '市（州）级采用'), ('province', '省级采用'), ('state', '国家级采用')], max_length=20, verbose_name='采用级别')),
                ('on', models.DateField(verbose_name='采用日期')),
                ('medium', models.CharField(max_length=100, verbose_name='采用媒体或刊物')),
                ('proof', models.CharField(max_length=200, verbose_name='凭据')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='publicity.article')),
            ],
            options={
                'verbose_name': '信息采用',
            },
        ),
        migrations.CreateModel(
            name='OnlineAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('kind', models.CharField(choices=[('website', '网站'), ('wechat', '微信公众号'), ('microblog', '微博'), ('video', '短视频账号'), ('app', '移动应用'), ('group', '工作群组')], max_length=20, verbose_name='类型')),
                ('identifier', models.CharField(max_length=100, verbose_name='账号标识')),
                ('unit', models.CharField(max_length=100, verbose_name='主办单位')),
                ('owner', models.CharField(max_length=60, verbose_name='责任人')),
                ('phone', minzheng.core.fields.SealedTextField(context='publicity.account_phone', editable=True, null=True, verbose_name='联系电话')),
                ('opened_on', models.DateField(verbose_name='开通日期')),
                ('filing_number', models.CharField(blank=True, max_length=60, verbose_name='备案号')),
                ('state', models.CharField(choices=[('active', '正常'), ('dormant', '停更'), ('closed', '已注销')], default='active', max_length=20)),
                ('since', models.DateField(verbose_name='状态起始日期')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='divisions.division')),
            ],
            options={
                'verbose_name': '网络账号',
            },
        ),
        migrations.CreateModel(
            name='AccountCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='检查日期')),
                ('last_post_on', models.DateField(null=True, verbose_name='最近更新日期')),
                ('risk', models.CharField(choices=[('low', '低'), ('middle', '中'), ('high', '高')], max_length=10, verbose_name='舆情风险')),
                ('findings', models.JSONField(default=list, verbose_name='发现的问题')),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='处置措施')),
                ('due_on', models.DateField(null=True, verbose_name='整改期限')),
                ('mended_on', models.DateField(null=True, verbose_name='整改完成日期')),
                ('mended_note', models.CharField(blank=True, max_length=300, verbose_name='整改情况')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='publicity.onlineaccount')),
            ],
            options={
                'verbose_name': '账号检查',
                'ordering': ['-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PageView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='次数')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='publicity.article')),
            ],
            options={
                'verbose_name': '浏览量',
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('website', '门户网站'), ('wechat', '微信公众号'), ('microblog', '微博')], max_length=20, verbose_name='渠道')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='发布地址')),
                ('handed_at', models.DateTimeField(null=True, verbose_name='交付时间')),
                ('shown_at', models.DateTimeField(null=True, verbose_name='上线时间')),
                ('removed_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publicity.onlineaccount')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publicity.article')),
                ('bundle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'verbose_name': '渠道发布',
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('review_1', '一审（初审）'), ('proof_1', '一校'), ('review_2', '二审（复审）'), ('proof_2', '二校'), ('review_3', '三审（终审）'), ('proof_3', '三校')], max_length=10, verbose_name='环节')),
                ('digest', models.CharField(max_length=64, verbose_name='文本摘要')),
                ('is_passed', models.BooleanField(verbose_name='通过')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='意见')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='publicity.article')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.mandate')),
            ],
            options={
                'verbose_name': '审校记录',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', 'published_on'], name='article_published'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_on__isnull', False), _connector='OR'), name='article_published_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('published_on', None), ('until_on__gte', models.F('published_on')), _connector='OR'), name='article_shown_for_a_time'),
        ),
        migrations.AddConstraint(
            model_name='adoption',
            constraint=models.UniqueConstraint(fields=('article', 'level', 'medium'), name='adopted_once'),
        ),
        migrations.AddConstraint(
            model_name='onlineaccount',
            constraint=models.UniqueConstraint(fields=('kind', 'identifier'), name='account_registered_once'),
        ),
        migrations.AddConstraint(
            model_name='accountcheck',
            constraint=models.CheckConstraint(condition=models.Q(('risk', 'low'), models.Q(('measure', ''), _negated=True), _connector='OR'), name='risky_account_has_a_measure'),
        ),
        migrations.AddConstraint(
            model_name='pageview',
            constraint=models.UniqueConstraint(fields=('article', 'on'), name='views_of_a_day'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('article', 'channel'), name='article_once_on_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('is_passed', True)), fields=('article', 'step', 'digest'), name='review_passed_once'),
        ),
    ]
