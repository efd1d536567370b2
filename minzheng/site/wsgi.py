"""The wsgi entry of the house."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.site.settings")
application = get_wsgi_application()
# What stands now stands until the process ends: looking through it again and again is lost time.
gc.collect()
gc.freeze()
