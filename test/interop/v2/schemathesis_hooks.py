"""Bodies that are text on the wire, which Schemathesis does not know how to send by itself."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def send_text(ctx, value):
    return str(value).encode("utf-8", "replace")
