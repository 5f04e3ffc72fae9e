"""Reports a signup from Python, with the standard library alone.

    reditus relay --outbox relay.db --migrate
    python3 signup.py jane@example.com 42 'theme=dark; _gr_id=:3f0c:::::john::::affiliate'
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

RELAY = os.environ.get("REDITUS_RELAY_URL", "http://127.0.0.1:8787")
TOKEN = os.environ.get("REDITUS_RELAY_TOKEN")


class Refused(Exception):
    """The relay names what is wrong with the request: trying again changes nothing."""


def report_signup(email, uid=None, cookie=""):
    """Call it once the user is stored: when it returns, the conversion is on disk.

    `cookie` is the request's whole `Cookie` header, or an empty string.
    """
    headers = {"Content-Type": "application/json"}
    if TOKEN:
        headers["Authorization"] = f"Bearer {TOKEN}"
    fields = {"email": email, "cookie": cookie or ""}
    if uid is not None:
        fields["uid"] = str(uid)
    body = json.dumps(fields).encode()
    url = f"{RELAY}/v2/tracking/click-conversion"
    for attempt in range(1, 4):
        request = urllib.request.Request(url, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            # A 408, a proxy's 429 and a 5xx pass.
            if error.code < 500 and error.code not in (408, 429):
                raise Refused(error.read().decode(errors="replace")) from None
            failure = error
        except (OSError, http.client.HTTPException) as error:
            failure = error
        # A second time changes nothing, so it is always safe to try again.
        if attempt == 3:
            raise failure
        time.sleep(0.2 * attempt)


if __name__ == "__main__":
    print(json.dumps(report_signup(*sys.argv[1:4])))
