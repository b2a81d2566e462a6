"""The resources of version 1 in one place, with their authentication (接口登记)."""

from __future__ import annotations

from ninja import NinjaAPI

from rongxin.doors.api.v1 import applications, disclosures, errors, events, evidence, reports, tokens
from rongxin.doors.api.v1.auth import Bearer

# No interactive page: its scripts would come from a foreign host. The description itself is at /api/v1/openapi.json.
api = NinjaAPI(
    title="融信接口",
    version="1",
    urls_namespace="api-v1",
    docs_url=None,
    description="机构接入接口，说明见 docs/protocol/bank-api.md。",
)
api.add_router("", tokens.router)
api.add_router("", applications.router, auth=Bearer())
api.add_router("", events.router, auth=Bearer())
api.add_router("", disclosures.router, auth=Bearer())
api.add_router("", reports.router, auth=Bearer())
api.add_router("", evidence.router, auth=Bearer())
errors.install(api)
