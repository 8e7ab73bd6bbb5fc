"""Python's email package (policy.default) does the work `read` and prints what time.child.ts prints."""

import email
import email.policy
import hashlib
import json
import resource
import sys
import time


def read(message_bytes):
    message = email.message_from_bytes(message_bytes, policy=email.policy.default)
    attachment_bytes = 0
    for part in message.walk():
        for _, value in part.items():
            str(value)
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True) or b""
        if part.get_filename() or part.get_content_disposition() == "attachment":
            hashlib.sha256(content).hexdigest()
            attachment_bytes += len(content)
        elif part.get_content_maintype() == "text":
            content.decode(part.get_content_charset("utf-8"), "replace")
    return attachment_bytes


def user_ms():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime * 1000


def run(messages):
    """The octets of all attachments, and how many messages the package raised on."""
    total = raised = 0
    for message_bytes in messages:
        try:
            total += read(message_bytes)
        except Exception:
            raised += 1
    return total, raised


def main():
    with open(sys.argv[1], encoding="utf-8") as listing:
        paths = json.load(listing)
    messages = []
    for path in paths:
        with open(path, "rb") as file:
            messages.append(file.read())
    result, raised = run(messages)
    seconds = float(sys.argv[2])
    began, cpu, rounds = time.monotonic(), user_ms(), 0
    while rounds < 2 or time.monotonic() - began < seconds:
        run(messages)
        rounds += 1
    print(json.dumps({"userMs": (user_ms() - cpu) / rounds, "result": result, "failed": raised}))


main()
