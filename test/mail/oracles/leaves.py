"""Reads lines of JSON, each a message in base64; writes the hash of the decoded content of its leaves, a line each."""

import base64
import email
import hashlib
import json
import sys


def leaves(part):
    if part.is_multipart():
        return [leaf for child in part.get_payload() for leaf in leaves(child)]
    content = part.get_payload(decode=True) or b""
    return [hashlib.sha256(content.replace(b"\r\n", b"\n").rstrip()).hexdigest()]


for line in sys.stdin:
    message = email.message_from_bytes(base64.b64decode(json.loads(line)))
    print(json.dumps(leaves(message)), flush=True)
