#!/usr/bin/env python3
"""Checks a data directory of Annals, written from docs/files.md alone.

Needs Python 3.9, python3-cryptography and the `zstd` program. Reads only.
Usage: verify.py DIRECTORY. Prints a JSON object (organisation -> size, root, signed) and ends with 0, or says what is wrong and ends with 1.
"""
import base64
import hashlib
import json
import pathlib
import re
import sqlite3
import struct
import subprocess
import sys
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Damaged(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Damaged(what)


def sha256(data):
    return hashlib.sha256(data).digest()


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def members(text):
    """The members of a JSON object, each with the very text of its value."""
    decoder = json.JSONDecoder()
    found, at = {}, 1
    check(text[:1] == "{" and text[-1:] == "}", "not an object")
    while text[at] != "}":
        name, at = decoder.raw_decode(text, at)
        check(text[at] == ":" and name not in found, "not canonical JSON")
        _, end = decoder.raw_decode(text, at + 1)
        found[name] = text[at + 1 : end]
        at = end + 1 if text[end] == "," else end
    check(at == len(text) - 1, "text after an object")
    return found


def leaf_hash(line, secret, organisation, sequence):
    record = members(line)
    groups, skeleton = members(record["groups"]), members(record["skeleton"])
    erased = json.loads(record.get("erased", "{}"))
    salts = json.loads(record.get("salts", "{}"))
    check((secret == bytes(16)) == bool(erased), "the secret does not fit the form of the line")
    digests = list(erased.values())
    for label, value in groups.items():
        salt = salts[label] if erased else b64url(sha256(secret + label.encode("ascii"))[:16])
        disclosure = b64url(f'["{salt}","{label}",{value}]'.encode())
        digests.append(b64url(sha256(disclosure.encode("ascii"))))
    entry = {name: value for name, value in skeleton.items()}
    entry["_sd"] = json.dumps(sorted(digests), separators=(",", ":"))
    entry["_sd_alg"] = '"sha-256"'
    entry["organisation"] = json.dumps(organisation)
    entry["sequence"] = str(sequence)
    text = "{" + ",".join(f'"{name}":{entry[name]}' for name in sorted(entry)) + "}"
    return sha256(b"\x00\x01" + text.encode())


def batch(plaintext):
    (count,) = struct.unpack(">I", plaintext[:4])
    body = plaintext[4 + 16 * count :].decode()
    check(body.endswith("\n"), "a batch does not end with LF")
    lines = body[:-1].split("\n")
    check(len(lines) == count, "a batch has other lines than it counts")
    return [(lines[i], plaintext[4 + 16 * i : 20 + 16 * i]) for i in range(count)]


def tile_path(level, index, width):
    digits = str(index)
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{path}" + ("" if width == 256 else f".p/{width}")


def root_of(leaves):
    if not leaves:
        return sha256(b"")
    row = leaves
    while len(row) > 1:
        row = [sha256(b"\x01" + row[i] + row[i + 1]) if i + 1 < len(row) else row[i] for i in range(0, len(row), 2)]
    return row[0]


def segments(folder):
    path = folder / "list.jsonl"
    text = path.read_text() if path.exists() else ""
    current = {}
    for line in text[: text.rfind("\n") + 1].splitlines():
        entry = json.loads(line)
        current[entry["first"]] = entry
    return [current[first] for first in sorted(current)]


def from_segments(folder):
    """Events of closed segments, in order; None where the body was removed, which only a rewritten segment may lack."""
    events, entries = [], segments(folder)
    for entry in entries:
        check(entry["first"] == len(events), "a segment is missing")
        data = (folder / entry["file"]).read_bytes()
        check(len(data) == entry["bytes"] and hashlib.sha256(data).hexdigest() == entry["sha256"], f"{entry['file']} is changed")
        bounds = entry["frames"] + [entry["bytes"]]
        for number in range(len(entry["frames"])):
            frame = data[bounds[number] : bounds[number + 1]]
            plain = subprocess.run(["zstd", "-dcq"], input=frame, stdout=subprocess.PIPE, check=True).stdout
            found = batch(plain)
            check(len(found) == min(1024, entry["count"] - 1024 * number), "a frame has another number of events")
            for line, secret in found:
                removed = line == "" and entry["generation"] > 0 and entry["cause"] and secret == bytes(16)
                events.append(None if removed else (line, secret))
        check(len(events) == entry["first"] + entry["count"], "a segment has another number of events")
    return events, entries


def tile_leaves(folder, level, count):
    data = b""
    for index in range((count + 255) // 256):
        width = min(256, count - 256 * index)
        tile = (folder / tile_path(level, index, width)).read_bytes()
        check(len(tile) == 32 * width, "a tile has another length")
        data += tile
    return [data[i : i + 32] for i in range(0, len(data), 32)]


def checkpoint(directory, organisation, leaves):
    path = directory / "signed" / organisation
    if not path.exists():
        return None
    note = path.read_text()
    check((directory / "segments" / organisation / "checkpoint").read_text() == note, "published and signed checkpoint differ")
    text, signature = note.rsplit("\n\n", 1)
    text += "\n"
    origin, size, root = text[:-1].split("\n")
    match = re.fullmatch(r"\u2014 (\S+) (\S+)\n", signature)
    check(match and match.group(1) == origin and origin.endswith(f"/org/{organisation}"), "not signed in the name of its origin")
    blob = base64.b64decode(match.group(2), validate=True)
    seed = (directory / "keys" / f"{organisation}.seed").read_bytes()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    check(blob[:4] == sha256(origin.encode() + b"\n\x01" + raw)[:4], "signed with another key")
    try:
        public.verify(blob[4:], text.encode())
    except InvalidSignature:
        raise Damaged("the signature is not valid")
    check(int(size) <= len(leaves), "more is signed than is there")
    check(base64.b64encode(root_of(leaves[: int(size)])).decode() == root, "the signed root is not that of the events")
    return int(size)


def check_organisation(directory, db, n, organisation):
    folder = directory / "segments" / organisation
    events, entries = from_segments(folder)
    sealed = len(events)
    stored = tile_leaves(folder, 0, sealed)
    for first, count, plaintext, leaf_bytes in db.execute("SELECT first, count, plaintext, leaves FROM batches WHERE n = ? ORDER BY first", (n,)):
        found = batch(plaintext)
        check(len(found) == count and len(leaf_bytes) == 32 * count and first <= len(events), "the journal has a gap")
        skip = len(events) - first
        if skip < count:
            events += found[skip:]
            stored += [leaf_bytes[32 * i : 32 * i + 32] for i in range(skip, count)]
    # Of a removed event the tile alone knows the leaf; the roots below say whether it is the right one.
    leaves = [stored[at] if event is None else leaf_hash(*event, organisation, at) for at, event in enumerate(events)]
    for sequence, (made, held) in enumerate(zip(leaves, stored)):
        check(made == held, f"event {sequence} is not what was recorded")
    for level in range(1, 8):
        row = tile_leaves(folder, level, sealed // 256**level)
        width = 256**level
        check(row == [root_of(leaves[i * width : (i + 1) * width]) for i in range(len(row))], f"tiles of level {level} differ")
    for entry in entries:
        end = entry["first"] + entry["count"]
        check(base64.b64encode(root_of(leaves[:end])).decode() == entry["root"], "a root of the list differs")
    size, root = db.execute("SELECT size, root FROM heads WHERE n = ?", (n,)).fetchone()
    check(size == len(leaves) and root == root_of(leaves), "the tree head is not that of the events")
    for entry in entries:
        if entry["generation"] > 0:
            cause = db.execute("SELECT sequence FROM ids WHERE id = ? AND n = ?", (uuid.UUID(entry["cause"]).bytes, n)).fetchone()
            check(cause is not None, "no event says why bodies were removed")
    for sequence, event in enumerate(events):
        if event is None:
            continue
        key = uuid.UUID(json.loads(event[0])["skeleton"]["id"]).bytes
        held = db.execute("SELECT sequence FROM ids WHERE id = ? AND n = ?", (key, n)).fetchone()
        check(held == (sequence,), f"the id of event {sequence} is not remembered")
    signed = checkpoint(directory, organisation, leaves)
    return {"size": size, "sealed": sealed, "root": base64.b64encode(root).decode(), "signed": signed}


def main(directory):
    db = sqlite3.connect(f"file:{directory / 'journal' / 'journal.db'}?mode=ro", uri=True)
    check(db.execute("PRAGMA user_version").fetchone() == (1,), "another schema")
    answer = {}
    for n, organisation in db.execute("SELECT n, uuid FROM organisations JOIN heads USING (n) ORDER BY n").fetchall():
        try:
            answer[organisation] = check_organisation(directory, db, n, organisation)
        except (Damaged, OSError, KeyError, ValueError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"{organisation}: {error}")
    print(json.dumps(answer))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
