"""The rules that the documents state in prose alone, as schemas.

They are stated here a second time, apart from the client's and the sandbox's code, so that
Schemathesis can tell a conversion that must be accepted from one that must be refused.
"""

import schemathesis


def given(*names):
    """Each of these is there, and says something."""
    text = {"type": "string", "pattern": r"\S"}
    return {"required": list(names), "properties": {name: text for name in names}}


RULES = {
    "TrackingV1Request": [
        given("email"),
        {"anyOf": [given("gr_id"), given("pk", "uid")]},
    ],
    "TrackingV2Request": [
        {"anyOf": [given("affiliate_slug"), given("advocate_slug")]},
        {"anyOf": [given("email"), given("uid")]},
    ],
}


@schemathesis.hook
def before_load_schema(context, schema):
    schemas = schema["components"]["schemas"]
    requests = RULES.keys() & schemas.keys()
    assert requests, "the document has no request that these rules are about"
    for name in requests:
        schemas[name]["allOf"] = RULES[name]
