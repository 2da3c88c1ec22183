#!/usr/bin/env python3
"""Makes dedup-golden.json: identities computed without any of our code (hashlib, unicodedata), for DedupIdGoldenTest.

Run it here: python3 dedup-golden.py > dedup-golden.json
"""
import hashlib
import json
import unicodedata
from urllib.parse import parse_qsl

# Character.isWhitespace of Java: separators but for the no-break ones, and the control characters that end lines and records
WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f" + "".join(
    chr(c) for c in range(0x10000) if unicodedata.category(chr(c)) in ("Zs", "Zl", "Zp") and chr(c) not in "\u00a0\u2007\u202f")
PLACEHOLDERS = {"0", "-1", "null", "undefined", "none", "nil", "nan", "n/a", "na", "false", "true", "unknown",
                "[object object]", "order_id", "orderid", "order-id", "oid", "xxx", "test_order_id"}
NAMES = {"e": "type", "event": "type", "eid": "id", "oid": "order_id"}


def normalise(text):
    return unicodedata.normalize("NFC", text.strip(WHITE))


def usable(order):
    low = order.lower()
    template = (low.startswith("{") and low.endswith("}") or low.startswith("${") or low.startswith("<%") or low.startswith("%%")
                or low.startswith("[") and low.endswith("]") or len(low) > 2 and low.startswith("%") and low.endswith("%"))
    return bool(low) and low not in PLACEHOLDERS and not template and set(low) != {"0"}


def digest(kind, *parts):
    data = kind.encode()
    for part in parts:
        raw = part.encode("utf-8")
        data += len(raw).to_bytes(2, "big") + raw
    return hashlib.sha256(data).digest()[:16]


def vector(name, query, pixel="12345", site="shop"):
    fields = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        fields.setdefault(NAMES.get(key, key), value)
    normal = {key: normalise(value) for key, value in fields.items()}
    kind = normal.get("type") or "page_view"
    order = normal.get("order_id", "")
    if kind == "conversion" and usable(order):
        identity, made = "ORDER", digest("o", site, normal.get("goal") or "purchase", order)
    else:
        identity, made = "EVENT", digest("e", pixel, normal["id"])
    number = int.from_bytes(made[:4], "big")
    return {"name": name, "pixel": pixel, "site": site, "query": query, "json": json.dumps(fields), "identity": identity,
            "hex": made.hex(), "of6": number % 6, "of12": number % 12}


VECTORS = [
    vector("an event by its id", "eid=018f3c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f"),
    vector("the same id at another pixel is another event", "eid=018f3c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f", pixel="54321"),
    vector("the site is no part of an event id's identity", "eid=018f3c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f", site="other"),
    vector("the type is no part of an event id's identity", "e=click&eid=018f3c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f"),
    vector("an id of one letter", "eid=a"),
    vector("white space around an id", "eid=%20%09a%E2%80%83"),
    vector("a no-break space belongs to an id", "eid=%C2%A0a"),
    vector("a composed letter", "eid=caf%C3%A9"),
    vector("the same letter decomposed", "eid=cafe%CC%81"),
    vector("a character beyond the first plane", "eid=%F0%9F%9B%92"),
    vector("the first of repeated ids", "eid=first&eid=second"),
    vector("the first of short key and long name", "id=first&eid=second"),
    vector("an order", "e=conversion&eid=a&oid=4711"),
    vector("the same order by another tag and event id", "event=conversion&eid=b&order_id=4711", pixel="54321"),
    vector("the same order at another site", "e=conversion&eid=a&oid=4711", site="other"),
    vector("the same order with the default goal spelled out", "e=conversion&eid=a&oid=4711&goal=purchase"),
    vector("the same order with an empty goal", "e=conversion&eid=a&oid=4711&goal=%20"),
    vector("the same order with another goal", "e=conversion&eid=a&oid=4711&goal=signup"),
    vector("white space around an order id", "e=conversion&eid=a&oid=+4711+"),
    vector("a decomposed order id", "e=conversion&eid=a&oid=cafe%CC%81"),
    vector("an order id is case-sensitive", "e=conversion&eid=a&oid=ABC"),
    vector("an order id is case-sensitive, lower", "e=conversion&eid=a&oid=abc"),
    vector("an order id with leading zeros", "e=conversion&eid=a&oid=0042"),
    vector("an order id on a page view is no identity", "eid=a&oid=4711"),
    vector("no order id", "e=conversion&eid=a"),
    vector("an empty order id", "e=conversion&eid=a&oid="),
    vector("undefined is no order id", "e=conversion&eid=a&oid=undefined"),
    vector("null is no order id", "e=conversion&eid=a&oid=NULL"),
    vector("zero is no order id", "e=conversion&eid=a&oid=0"),
    vector("zeros are no order id", "e=conversion&eid=a&oid=0000"),
    vector("a placeholder in white space is no order id", "e=conversion&eid=a&oid=%20undefined%20"),
    vector("an unfilled template is no order id", "e=conversion&eid=a&oid=%7B%7Border_id%7D%7D"),
    vector("an unfilled shell variable is no order id", "e=conversion&eid=a&oid=%24%7Border.id%7D"),
    vector("an unfilled percent variable is no order id", "e=conversion&eid=a&oid=%25ORDERID%25"),
    vector("an unfilled bracket variable is no order id", "e=conversion&eid=a&oid=%5Border%5D"),
    vector("an unfilled JSP variable is no order id", "e=conversion&eid=a&oid=%3C%25%3D+id+%25%3E"),
    vector("parts do not run into each other, 1", "e=conversion&eid=a&oid=bc&goal=a", site="s"),
    vector("parts do not run into each other, 2", "e=conversion&eid=a&oid=c&goal=ab", site="s"),
]

print("[\n" + ",\n".join("  " + json.dumps(v) for v in VECTORS) + "\n]")
