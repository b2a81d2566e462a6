"""The WSGI application that granian serves (网站入口)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongxin.config.settings")
application = get_wsgi_application()
