# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors
"""Writes seeds for the fuzz targets whose inputs nobody would type: python3 integration-tests/fuzzing/make-corpus.py

For each decoder of CBOR there is a good value, and from it come the themes: cut short, with something behind it, with a length that is
far above what is there, nested deeply, with a wrong number of items. What jazzer-junit finds in these folders is replayed by each build
and is where fuzzing begins. Seeds that were found in another way lie in the same folders and are not touched.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs/specs/scripts/python"))
sys.dont_write_bytecode = True

import cbor  # noqa: E402
from protocol import fixed  # noqa: E402

ID, TAG, SIGNATURE = fixed("corpus id", 32), fixed("corpus tag", 16), fixed("corpus signature", 73)
HUGE = {
    "2-pow-31-minus-1": bytes.fromhex("5a7fffffff"),
    "2-pow-31": bytes.fromhex("5a80000000"),
    "2-pow-63": bytes.fromhex("5b8000000000000000"),
    "array-2-pow-31": bytes.fromhex("9a80000000"),
}


def themes(value, prefix=b""):
    """Seeds by name, from one good value."""
    good = cbor.write(value)
    seeds = {
        "good": good,
        "empty": b"",
        "one-byte": good[:1],
        "cut-short": good[:-1],
        "half": good[: len(good) // 2],
        "something-behind": good + b"\0",
        "deep": b"\x81" * 1000,
        "deep-inside": good[:1] + b"\x81" * 100,
        "indefinite": b"\x9f" + good[1:] + b"\xff",
        "nothing-in-it": b"\x80",
        "map-with-a-key-twice": bytes.fromhex("a200000000"),
    }
    if isinstance(value, list) and value:
        seeds["one-item-more"] = cbor.write(value + [0])
        seeds["one-item-less"] = cbor.write(value[:-1])
        for name, head in HUGE.items():
            seeds[f"declared-{name}"] = cbor.write(value)[:1] + head
    return {name: prefix + seed for name, seed in seeds.items()}


def sizes(name, make, *lengths):
    return {f"{name}-{length}": make(length) for length in lengths}


def header():
    return [2, 0, ID, TAG, ID, ID, 1, TAG[:8], 1 << 16, ID, ID, ID]


def frame(kind, exchange, payload):
    def varint(n):
        out = b""
        while n > 127:
            out, n = out + bytes([n % 128 | 128]), n // 128
        return out + bytes([n])

    return bytes([kind]) + varint(exchange) + varint(len(payload)) + payload


def frames():
    opening = frame(1, 1, b"\x02" + bytes.fromhex("80f104") + b"message.1")
    return {
        "opening": opening,
        "data-and-credit": frame(2, 1, b"hello") + frame(3, 1, b"\x05"),
        "ping-pong": frame(5, 0, bytes(8)) + frame(6, 0, bytes(8)),
        "goodbye": frame(8, 0, b"\x04"),
        "rekey-and-more": frame(9, 0, b"") + frame(2, 1, b"late"),
        "unknown-type": frame(0x4F, 0, b""),
        "zero-byte-flood": frame(2, 1, b"") * 2_000,
        "opens-without-end": opening * 200,
        "length-far-above": bytes.fromhex("0201ffffffffffffff7f"),
        "length-not-shortest": bytes.fromhex("02018500"),
        "number-too-long": bytes.fromhex("02") + b"\xff" * 12,
        "exchange-too-high": frame(2, 1 << 21, b"x"),
        **sizes("payload", lambda n: frame(2, 1, bytes(n)), 0, 1, 16_383, 16_384, 16_385),
    }


def prefaces():
    def preface(kind, length, present):
        invitation = TAG if kind == 2 else b""
        return bytes([1, kind]) + TAG + invitation + length.to_bytes(2, "big") + bytes(present)

    lengths = (0, 31, 32, 8_191, 8_192, 8_193, 65_535)
    return {
        **sizes("member", lambda n: preface(1, n, min(n, 8_193)), *lengths),
        **sizes("joiner", lambda n: preface(2, n, min(n, 8_193)), *lengths),
        "declared-far-above": preface(1, 8_192, 1),
        "kind-3": preface(3, 32, 32),
        "version-2": b"\x02",
        "empty": b"",
        "one-byte": b"\x01",
    }


def texts(*all_of_them):
    return {f"text-{number:02}": text.encode("latin-1") for number, text in enumerate(all_of_them)}


def taken_from_the_end(front, *numbers):
    """What a FuzzedDataProvider reads as these numbers, each of so many bytes, most significant first."""
    return front + b"".join(value.to_bytes(size, "big") for value, size in numbers)[::-1]


def gate():
    piece = (100, 2)
    return {
        "member": taken_from_the_end(b"", (0, 1), (0, 1), (1325, 2), piece),
        "member-and-record": taken_from_the_end(bytes(40), (0, 1), (0, 1), (1325, 2), piece),
        "joiner": taken_from_the_end(b"", (1, 1), (0, 1), (1341, 2), piece),
        "other-secret": taken_from_the_end(b"", (2, 1), (0, 1), (1325, 2), piece),
        "somebody-else": taken_from_the_end(b"", (3, 1), (0, 1), (1325, 2), piece),
        "other-network": taken_from_the_end(b"", (4, 1), (0, 1), (1325, 2), piece),
        "cut": taken_from_the_end(b"", (0, 1), (0, 1), (700, 2), piece),
        "too-much": taken_from_the_end(bytes(34_000), (5, 1), (0, 2)),
    }


def circuit_messages():
    label, far, other = bytes(4), (2_048).to_bytes(4, "big"), fixed("corpus another id", 32)
    seeds = {f"type-{kind}": bytes([kind]) + label for kind in range(10)}
    seeds |= {f"greeting-{kind}": bytes([kind]) + bytes(8) for kind in (1, 2)}
    seeds |= sizes("route", lambda n: b"\x03" + label + ID + bytes([n & 0xFF]) + other * n, 0, 1, 15, 16, 17)
    seeds |= {"route-of-negative-length": b"\x03" + label + ID + b"\xff"}
    seeds |= {f"refused-{reason}": b"\x05" + label + bytes([reason]) + ID for reason in range(5)}
    seeds |= sizes("data", lambda n: b"\x06" + label + bytes(n), 1, 61_440, 61_441)
    seeds |= {"label-too-high": b"\x06" + far + b"x", "label-negative": b"\x06" + b"\xff" * 4 + b"x"}
    seeds |= {f"credit-{n}": b"\x07" + label + n.to_bytes(4, "big") for n in (0, 1, 2**31 - 1, 2**31, 2**32 - 1)}
    return seeds | {f"close-{how}": b"\x08" + label + bytes([how]) for how in range(3)}


def relay():
    """Lives of circuits of a peer at a relay, each step a number and what follows from it."""
    def plausible(kind, *more):
        return [(6, 1), (0, 1), (kind - 1, 1), *more]

    here, beyond, wait = plausible(1), plausible(2), [(0, 1), (100, 2)]
    data, credit, close = plausible(5, (60_000, 2)), plausible(6, (500, 3)), plausible(7, (1, 1))
    lives = {
        "passes": beyond + wait + data + data + close + wait,
        "too-early": beyond + data,
        "too-much": here + wait + data * 6,
        "speaks-back": here + wait + [(3, 1)] + wait + credit + [(4, 1)] + wait + close,
        "halted": beyond + wait + [(5, 1)] + data * 4 + wait + close + [(0, 1), (2_999, 2)] + wait,
        "greets-again": beyond + wait + data + plausible(8, (7, 4)) + beyond + wait + close,
        "is-asked": [(2, 1)] + wait + plausible(3) + wait,
    }
    return {name: taken_from_the_end(b"", *steps) for name, steps in lives.items()}


def requests():
    call = '{"jsonrpc":"2.0","id":1,"method":"%s","params":%s}'
    return texts(
        "",
        "{}",
        "[]",
        "[" * 1_000,
        '{"a":' * 300,
        call % ("status", "{}"),
        call % ("auth", '{"token":"x"}'),
        call % ("auth", '{"token":"x","token":"y"}'),
        "[" + call % ("auth", '{"token":"x"}') + "]",
        "[" + ",".join(["1"] * 65) + "]",
        '{"jsonrpc":"2.0","id":9223372036854775808,"method":"status"}',
        '{"jsonrpc":"2.0","id":1e999999999,"method":"status"}',
        "\xff\xfe\x00",
    )


def hosts():
    return texts(
        "", "localhost", "LOCALHOST:1", "127.0.0.1:7170", "[::1]:7170", "10.1.2.3:7170", "10.1.2.3", "pipes.invalid",
        "localhost.pipes.invalid", "localhost:7170@pipes.invalid", "127.1", "0x7f000001", "0177.0.0.1", "2130706433",
        "[::ffff:127.0.0.1]", "[::1].pipes.invalid", "127.0.0.1:", "127.0.0.1:0:1", "localhost:99999", "localhost\x00",
    )  # fmt: skip


def websocket_frames():
    head = lambda first, length: bytes([first, length])
    return {
        "text": head(0x81, 2) + b"{}",
        "json-deep": head(0x81, 126) + (600).to_bytes(2, "big") + b'{"a":[' * 100,
        "masked": head(0x81, 0x82) + b"\0\0\0\0{}",
        "length-2-pow-31": head(0x81, 127) + (1 << 31).to_bytes(8, "big"),
        "length-2-pow-63": head(0x81, 127) + (1 << 63).to_bytes(8, "big"),
        "length-cap": head(0x82, 126) + (4_096).to_bytes(2, "big") + bytes(4_096),
        "length-cap-plus-1": head(0x82, 126) + (4_097).to_bytes(2, "big") + bytes(4_097),
        "long-ping": head(0x89, 126) + (126).to_bytes(2, "big") + bytes(126),
        "reserved": head(0xF1, 0),
        "empty-flood": head(0x81, 0) * 1_000,
    }


def log_records():
    entry = (7).to_bytes(8, "big") + b"\0" + b"\x04area" + b"\x03key" + (5).to_bytes(4, "big") + b"value"
    entries = lambda count, body: b"\x01" + count.to_bytes(2, "big") + body
    return {f"kind-{kind}-start": bytes([kind]) + bytes(20) for kind in range(3)} | {
        "entries": entries(1, entry),
        "entries-2": b"\x02" + (1).to_bytes(2, "big") + entry,
        "entries-0": b"\x00" + (1).to_bytes(2, "big") + entry,
        "more-declared": entries(65_535, entry),
        "value-2-pow-31": entries(1, entry[:17] + b"\x7f\xff\xff\xff"),
        "value-negative": entries(1, entry[:17] + b"\xff\xff\xff\xff"),
    }


def form_notes():
    def note(form, segment, end):
        return b"PFOR" + form.to_bytes(4, "big") + segment.to_bytes(8, "big") + end.to_bytes(4, "big") + bytes(4)

    good = note(2, 1, 16)
    return {
        "good": good,
        "later": note(3, 1, 16) + bytes(16),
        "nothing-yet": note(2, 0, 0),
        "empty": b"",
        "cut-short": good[:-1],
        "another-magic": b"PSEG" + good[4:],
        **{f"form-{n}": note(n, 1, 16) for n in (0, 1, (1 << 31) - 1, 1 << 31)},
        **{f"segment-{name}": note(2, n, 16) for name, n in (("last", (1 << 63) - 1), ("negative", 1 << 63))},
        **{f"end-{name}": note(2, 1, n) for name, n in (("last", (1 << 31) - 1), ("negative", 1 << 31))},
    }


def direct():
    session = TAG
    message = cbor.write([[1, None, b"hello"]])
    item = bytes(8) + b"\x00" + (5).to_bytes(4, "big") + b"hello"
    return (
        {f"type-{kind}": bytes([kind]) + session + (1).to_bytes(8, "big") + message for kind in range(6)}
        | {f"hello-{n}": b"\x01" + session + n.to_bytes(8, "big") for n in (0, 1, (1 << 63) - 3, (1 << 63) - 2)}
        | {f"two-from-{n}": b"\x04" + session + n.to_bytes(8, "big") + item * 2 for n in (0, 1, (1 << 63) - 4, (1 << 63) - 3, (1 << 63) - 1)}
        | themes([1, 2])
    )


def sync():
    messages = {
        "roots": [1, True, [[TAG, TAG, 7]]],
        "ask-buckets": [2, TAG],
        "buckets": [3, TAG, bytes(4096)],
        "ask-entries": [4, TAG, bytes(32)],
        "entries": [5, TAG, [[ID, 3, 7, ID, False]], True],
        "entries-of-a-fork": [5, TAG, [[ID, 3, 7, ID, True]], True],
        "entries-that-end-before-they-begin": [5, TAG, [[ID, 8, 7, ID, False]], True],
        "ask-run": [6, TAG, ID, 1, 1024],
        "run": [7, TAG, ID, [bytes(50)], False, False],
        "run-by-hearsay": [7, TAG, ID, [bytes(50)], True, True],
        "ask-branch": [8, TAG, ID, 3, [[7, ID], [9, ID]]],
        "branch": [9, TAG, ID, [bytes(50)]],
        "ask-fork": [10, TAG, ID],
        "fork-packet": [11, TAG, ID, bytes(50), True],
        "ask-stored": [12, TAG, [7, ID]],
        "stored": [13, TAG, 7, True],
    }
    seeds = {f"{name}-{theme}": seed for name, value in messages.items() for theme, seed in themes(value).items()}
    return (
        seeds
        | sizes("entries", lambda n: cbor.write([5, TAG, [[ID, 3, 7, ID, False]] * n, True]), 0, 511, 512, 513)
        | sizes("places", lambda n: cbor.write([8, TAG, ID, 3, [[7, ID]] * n]), 0, 1, 31, 32, 33)
    )


def archive_parts():
    return {
        "header": [1, ID, TAG],
        "log": [2, [b"genesis", b"add"]],
        "run": [3, ID, [bytes(50), bytes(60)]],
        "blob": [5, cbor.write([3, bytes(32)])],
        "chunk": [6, bytes(3)],
        "end": [4, 2, 3, ID],
    }


def archive_part():
    seeds = {f"{name}-{theme}": seed for name, value in archive_parts().items() for theme, seed in themes(value).items()}
    return seeds | sizes("packets", lambda n: cbor.write([3, ID, [b"p"] * n]), 0, 511, 512, 513)


def archive():
    def framed(*parts):
        return b"pipes-archive/1\n" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)

    parts = [cbor.write(part) for part in archive_parts().values()]
    whole = framed(*parts)
    seeds = {f"parts-{count}": framed(*parts[:count]) for count in range(len(parts) + 1)}
    seeds |= {"cut-short": whole[:-1], "half": whole[: len(whole) // 2], "version-2": whole.replace(b"/1", b"/2", 1)}
    seeds |= {"empty": b"", "something-behind": whole + b"\0", "log-behind-run": framed(parts[0], parts[2], parts[1])}
    seeds |= {"run-behind-blob": framed(parts[0], parts[3], parts[2]), "chunk-of-nothing": framed(parts[0], parts[4])}
    lengths = {"0": 0, "max": 1_056_768, "above": 1_056_769, "negative": (1 << 32) - 1}
    return seeds | {f"length-{name}": framed() + length.to_bytes(4, "big") for name, length in lengths.items()}


def successions():
    candidate = [ID, ID, cbor.write([ID, "anna", TAG]), SIGNATURE]
    possession = [SIGNATURE, ID, SIGNATURE]
    body = lambda fields: cbor.write([1, ID, ID, [ID], 0, 5, fields])
    seeds = {f"succeed-{name}": seed for name, seed in themes([body(candidate + possession), SIGNATURE]).items()}
    others = {"with-a-role": candidate + possession + [1], "without-possession": candidate, "nobody": []}
    return seeds | {f"succeed-{name}": cbor.write([body(fields), SIGNATURE]) for name, fields in others.items()}


def backup_part():
    node = [1, ID, ID, ID, ID, ID, [ID, ID]]
    parts = {
        "identity": [0, "identity.x", bytes(100)],
        "node": node,
        "changes": [2, ["kernel/node", b"profile", b"value", "kernel/node", b"profile", None]],
        "blob": [3, cbor.write([5, ID])],
        "chunk": [4, bytes(50)],
        "setting": [5, "io.pipes.pipeline.cfg", b"holders = 3"],
        "end": [6, 1],
    }
    seeds = {f"{name}-{theme}": seed for name, value in parts.items() for theme, seed in themes(value).items()}
    seeds |= {"setting-elsewhere": cbor.write([5, "../keys/unlock.cfg", b""]), "half-a-change": cbor.write([2, ["a", b"k"]])}
    return (
        seeds
        | sizes("changes", lambda n: cbor.write([2, ["a", b"k", None] * n]), 0, 1, 512, 513)
        | sizes("boxes", lambda n: cbor.write(node[:6] + [[ID, ID] * n]), 0, 1, 17, 18)
    )


def backup_frames():
    def framed(*parts):
        return b"pipes-backup/1\n" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)

    whole = framed(bytes(200), bytes(300), b"x")
    seeds = {"good": whole, "empty": b"", "cut-short": whole[:-1], "version-2": whole.replace(b"/1", b"/2", 1)}
    lengths = {"0": 0, "header": 4_096, "above": 4_097, "negative": (1 << 32) - 1}
    seeds |= {f"header-{name}": framed() + length.to_bytes(4, "big") for name, length in lengths.items()}
    most = (2 << 20) + (64 << 10) + 128
    return seeds | {f"part-{n}": framed(b"h") + n.to_bytes(4, "big") for n in (0, most, most + 1, (1 << 32) - 1)}


def state():
    dots = [[ID, 7, 0]]
    operations = {
        "put": [1, 1, "colours", "sky", 7 << 16, dots, None, b"blue"],
        "put-of-a-type": [1, 1, "colours", "sky", 7 << 16, [], "image/png", bytes(4)],
        "remove-key": [1, 2, "colours", "sky", 7 << 16, dots],
        "count": [1, 3, "visits", (1 << 63) - 1],
        "add": [1, 4, "tags", "größe"],
        "remove": [1, 5, "tags", "größe", dots],
    }
    seeds = {f"{name}-{theme}": seed for name, value in operations.items() for theme, seed in themes(value).items()}
    seeds["count-down"] = cbor.write([1, 3, "visits", 0])[:-1] + b"\x3b\x7f" + b"\xff" * 7
    seeds |= {"version-2": cbor.write([2, 4, "tags", "x"]), "number-6": cbor.write([1, 6, "tags", "x"])}
    seeds |= {"name-of-capitals": cbor.write([1, 4, "Tags", "x"]), "dots-twice": cbor.write([1, 5, "tags", "x", dots * 2])}
    many = lambda n: [[ID, i + 1, 0] for i in range(n)]
    return (
        seeds
        | sizes("key", lambda n: cbor.write([1, 4, "tags", "x" * n]), 0, 1, 512, 513)
        | sizes("name", lambda n: cbor.write([1, 4, "t" * n, "x"]), 0, 64, 65)
        | sizes("dots", lambda n: cbor.write([1, 5, "tags", "x", many(n)]), 0, 1_000, 1_001)
    )


def blobs():
    messages = {
        "want": [1, True, [ID]],
        "have": [2, ID],
        "ask": [3, ID, 16384],
        "manifest": [4, ID, 0, cbor.write([100, ID])],
        "chunk": [4, ID, 1, bytes(100)],
        "nothing": [4, ID, 1, b""],
    }
    seeds = {f"{name}-{theme}": seed for name, value in messages.items() for theme, seed in themes(value).items()}
    seeds |= {f"part-{n}": cbor.write([3, ID, n]) for n in (0, 1, 16_383, 16_385, 1 << 31, 1 << 62)}
    return seeds | sizes("wants", lambda n: cbor.write([1, False, [ID] * n]), 0, 511, 512, 513)


def letter(number=7, lifetime=2_592_000, box=bytes(1_200), signature=None, recipient=bytes(32)):
    body = cbor.write([1, ID, recipient, number, lifetime, box])
    return cbor.write([body, SIGNATURE if signature is None else signature])


def held():
    seeds = {}
    for name, value in {
        "keep": [1, 3_600, letter()],
        "kept": [2, ID, True],
        "have": [3, [[ID, 7, ID], [ID, 8, ID]]],
        "get": [4, ID],
        "here": [5, ID, letter()],
        "gone": [5, ID, b""],
        "receipt": [6, ID, SIGNATURE],
        "settled": [7, [ID, ID]],
    }.items():
        seeds |= {f"{name}-{theme}": seed for theme, seed in themes(value).items()}
    return (
        seeds
        | sizes("names", lambda n: cbor.write([3, [[ID, 7, ID]] * n]), 0, 255, 256, 257)
        | sizes("ids", lambda n: cbor.write([7, [ID] * n]), 0, 255, 256, 257)
        | sizes("signature", lambda n: cbor.write([6, ID, bytes(n)]), 0, 65, 255, 256, 257)
        | {f"seconds-{n}": cbor.write([1, n, b""]) for n in (0, 31_536_000, 31_536_001, (1 << 63) - 1)}
    )


def letters():
    return (
        {f"letter-{theme}": seed for theme, seed in themes([cbor.write([1, ID, bytes(32), 7, 2_592_000, bytes(50)]), SIGNATURE]).items()}
        | {f"lifetime-{n}": letter(lifetime=n) for n in (0, 3_599, 3_600, 31_536_000, 31_536_001)}
        | {f"number-{n}": letter(number=n) for n in (0, 1, (1 << 63) - 3, (1 << 63) - 2, (1 << 63) - 1)}
        | {"to-its-sender": letter(recipient=ID), "no-signature": letter(signature=b""), "long-signature": letter(signature=bytes(257))}
        | {"body-behind-its-end": cbor.write([cbor.write([1, ID, bytes(32), 7, 3_600, b""]) + b"\x00", SIGNATURE])}
    )


def letter_entries():
    def entry(holders, receipt):
        return [ID, bytes(32), 7, 1_300, 1_800_000_000_000, 5, 1, 20, 1_700_000_000_000, [ID] * holders, receipt]

    return (
        {f"held-{theme}": seed for theme, seed in themes(entry(3, b"")).items()}
        | {"delivered": cbor.write(entry(3, SIGNATURE)), "queued": cbor.write(entry(0, b""))}
        | sizes("holders", lambda n: cbor.write(entry(n, b"")), 63, 64, 65)
    )


def manifests():
    chunk = 256 << 10
    lengths = (0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 16_384 * chunk, 16_384 * chunk + 1, (1 << 63) - 1)
    return themes([100, ID]) | {f"size-{n}-hashes-{h}": cbor.write([n, bytes(32 * h)]) for n in lengths for h in (0, 1, 2)}


def live():
    ids = ID + fixed("corpus another id", 32)
    seeds = {f"type-{kind}": bytes([kind]) + ids for kind in range(6)}
    seeds |= sizes("want-bytes", lambda n: b"\x02" + bytes(n), 0, 31, 32, 33, 32 * 256, 32 * 257)
    return seeds | {f"list-{kind}-{name}": seed for kind in (1, 2) for name, seed in themes([ID, ID], bytes([kind])).items()}


def notes():
    def note(status, capabilities, count=2):
        head = bytes([0xA0 + count])
        return head + cbor.write(1) + cbor.write(status) + cbor.write(2) + cbor.write(capabilities)

    good = note("at lunch", ["pipeline", "presence"])
    seeds = {"good": good, "nothing-said": b"\xa0", "empty": b"", "cut-short": good[:-1], "something-behind": good + b"\0"}
    seeds |= {"more-declared": note("x", [], 3), "less-declared": note("x", [], 1), "unknown-key": b"\xa1\x07\x81\x01"}
    seeds |= {"key-twice": b"\xa2\x01\x60\x01\x60", "deep": b"\xa1\x07" + b"\x81" * 100, "escape": note("\x1b[2J", [])}
    seeds |= {f"declared-{name}": b"\xa1\x01" + head for name, head in HUGE.items()}
    return (
        seeds
        | sizes("status", lambda n: note("x" * n, []), 0, 139, 140, 141, 420, 421)
        | sizes("status-of-4-bytes-each", lambda n: note("\U0001f680" * n, []), 105, 106, 140)
        | sizes("capabilities", lambda n: note("", [f"c{i:02}" for i in range(n)]), 1, 31, 32, 33)
        | sizes("capability", lambda n: note("", ["c" * n]), 0, 32, 33)
        | sizes("bytes", lambda n: b"\xa1\x07\x59" + (n - 5).to_bytes(2, "big") + bytes(n - 5), 511, 512, 513)
    )


def neighbours(count):
    return b"".join(bytes([n >> 8, n & 255]) + bytes(14) + b"\x03" for n in range(1, count + 1))


def advert(number=7, count=2, note=b"note"):
    return [cbor.write([1, ID, number, True, neighbours(count), note]), SIGNATURE[:64]]


def adverts():
    return (
        themes(advert())
        | {"unsorted": cbor.write([cbor.write([1, ID, 7, True, neighbours(2)[17:] + neighbours(1), b""]), bytes(64)])}
        | {"itself": cbor.write([cbor.write([1, ID, 7, False, ID[:16] + b"\0", b""]), bytes(64)])}
        | {"delay-16": cbor.write([cbor.write([1, ID, 7, False, bytes(16) + b"\x10", b""]), bytes(64)])}
        | sizes("neighbours", lambda n: cbor.write(advert(count=n)), 0, 1, 511, 512, 513)
        | sizes("note", lambda n: cbor.write(advert(note=bytes(n))), 0, 511, 512, 513)
        | sizes("number", lambda n: cbor.write(advert(number=n)), 0, 1, (1 << 63) - 2, (1 << 63) - 1)
    )


def route_messages():
    one, other = cbor.write(advert()), cbor.write(advert(count=3))
    entry = TAG + (7).to_bytes(8, "big") + TAG
    return (
        {f"hello-{name}": seed for name, seed in themes([0, True, TAG, 7]).items()}
        | {f"adverts-{name}": seed for name, seed in themes([4, [one, other]]).items()}
        | {"summary": cbor.write([1, TAG[:8], bytes(512)]), "summary-short": cbor.write([1, TAG[:8], bytes(511)])}
        | {"proof": cbor.write([5, one, other]), "proof-of-nothing": cbor.write([5, one, one]), "type-6": cbor.write([6, 0])}
        | sizes("list", lambda n: cbor.write([2, False, entry * n]), 0, 1, 1_638, 1_639)
        | sizes("want", lambda n: cbor.write([3, TAG * n]), 0, 1, 1_638, 1_639)
        | {"list-odd": cbor.write([2, True, entry + b"x"]), "list-number-0": cbor.write([2, True, TAG + bytes(24)])}
        | sizes("adverts", lambda n: cbor.write([4, [one] * n]), 0, 1, 512, 513)
    )


def service(name="weather", metadata=("unit", "mm"), kind=0):
    value = b"\xa3" + cbor.write(1) + cbor.write(name) + cbor.write(2) + cbor.write(kind)
    return value + cbor.write(3) + cbor.write(list(metadata))


def access(role=2, nodes=(), identities=()):
    rules = {1: role} | ({2: list(nodes)} if nodes else {}) | ({3: list(identities)} if identities else {})
    return guarded(cbor.write(rules))


def guarded(rules):
    return b"\xa3\x01\x61a\x02\x01\x04" + rules


def ids(count):
    return [bytes([i]) + ID[1:] for i in range(count)]


def announcement(*services, number=7):
    count = len(services)
    head = bytes([0x80 + count]) if count < 24 else bytes([0x98, count])
    body = b"\x84\x01" + cbor.write(ID) + cbor.write(number) + head + b"".join(services)
    return cbor.write([body, SIGNATURE[:64]])


ACCESS = {
    "nobody": b"\xa0",
    "no-map": b"\x02",
    "unknown-key": b"\xa2\x01\x02\x07\x81\x01",
    "text-key": b"\xa1\x61a\x02",
    "not-in-order": cbor.write({2: ids(2)[::-1]}),
    "twice": cbor.write({2: ids(1) * 2}),
    "short-id": cbor.write({2: [ID[:31]]}),
    "no-nodes": cbor.write({2: []}),
    "deep": b"\xa1\x07" + b"\x81" * 100,
} | {f"declared-{name}": b"\xa1\x02" + head for name, head in HUGE.items()}


def announcements():
    good = announcement(service())
    return (
        {"good": good, "nothing-offered": announcement(), "empty": b"", "cut-short": good[:-1], "something-behind": good + b"\0"}
        | {"kind-unknown": announcement(service(kind=200)), "twice": announcement(service(), service())}
        | {"not-in-order": announcement(service("b"), service("a")), "escape": announcement(service(metadata=("a", "\x1b[2J")))}
        | {"key-without-value": announcement(service(metadata=("a",))), "no-name": announcement(b"\xa1\x02\x00")}
        | {"unknown-key": announcement(b"\xa3\x01\x61a\x02\x00\x07\x81\x01"), "deep": announcement(b"\xa1\x07" + b"\x81" * 100)}
        | {f"declared-{name}": announcement(b"\xa1\x01" + head) for name, head in HUGE.items()}
        | {f"access-{name}": announcement(guarded(rules)) for name, rules in ACCESS.items()}
        | sizes("access-role", lambda n: announcement(access(role=n)), 0, 4, 5, 255, 256)
        | sizes("access-nodes", lambda n: announcement(access(nodes=ids(n))), 1, 31, 32, 33)
        | sizes("access-identities", lambda n: announcement(access(identities=ids(n))), 1, 31, 32, 33)
        | sizes("name", lambda n: announcement(service("n" * n)), 0, 1, 63, 64, 65)
        | sizes("value", lambda n: announcement(service(metadata=("k", "v" * n))), 0, 1, 255, 256, 257)
        | sizes("metadata", lambda n: announcement(service(metadata=[t for i in range(n) for t in (f"k{i:02}", "v")])), 0, 1, 15, 16, 17)
        | sizes("services", lambda n: announcement(*[service(f"s{i:02}", ()) for i in range(n)]), 63, 64, 65)
        | sizes("number", lambda n: announcement(service(), number=n), 0, 1, (1 << 63) - 2, (1 << 63) - 1)
    )


def catalogue_messages():
    version = ID + (7).to_bytes(8, "big") + TAG[:8]
    return (
        {"root-first": b"\x01\x01" + TAG, "root": b"\x01\x00" + TAG, "root-short": b"\x01\x00" + TAG[:15], "root-2": b"\x01\x02" + TAG}
        | {"given": b"\x04" + announcement(service()), "type-0": b"\0", "type-5": b"\x05", "empty": b""}
        | {"number-0": b"\x02" + ID + bytes(16), "a-part": b"\x02" + version + b"x"}
        | sizes("held", lambda n: b"\x02" + version * n, 0, 1, 999, 1_000, 1_001)
        | sizes("wanted", lambda n: b"\x03" + ID * n, 0, 1, 999, 1_000, 1_001)
        | sizes("given-bytes", lambda n: b"\x04" + bytes(n), 0, 33_023, 33_024, 33_025)
    )


def call_messages():
    good = [1, 7, "weather", 10_000, "text/plain", b"rain?"]
    return (
        {f"request-{name}": seed for name, seed in themes(good).items()}
        | {"hello": cbor.write([0, True, 7]), "hello-0": cbor.write([0, True, 0]), "done": cbor.write([4, 7]), "type-5": cbor.write([5, 7])}
        | {f"reply-{name}": seed for name, seed in themes([2, 7, "text/plain", b"yes"]).items()}
        | {f"refusal-{n}": cbor.write([3, 7, n, "The sky has failed."]) for n in range(5)}
        | {"escape": cbor.write([3, 7, 2, "\x1b[2J"]), "millis-0": cbor.write([1, 7, "a", 0, "a", b""])}
        | {"millis-600001": cbor.write([1, 7, "a", 600_001, "a", b""])}
        | sizes("service", lambda n: cbor.write([1, 7, "s" * n, 1, "a", b""]), 0, 1, 64, 65)
        | sizes("type", lambda n: cbor.write([2, 7, "t" * n, b""]), 0, 1, 100, 101)
        | sizes("sentence", lambda n: cbor.write([3, 7, 2, "s" * n]), 0, 299, 300, 301)
        | sizes("content", lambda n: cbor.write([2, 7, "a", bytes(n)]), 0, 65_535)
    )


def settings():
    good = {0: 1, 1: [2, 2_592_000], 2: [1, 100], 3: 1, 4: 2, 5: 604_800, 6: {"title": "Notes", "old": None}}
    return (
        themes([ID, good])
        | {f"only-{field}": cbor.write([ID, {field: value}]) for field, value in good.items()}
        | {
            f"bad-{name}": cbor.write([ID, {field: value}])
            for name, (field, value) in {
                "kind": (0, 0),
                "publisher": (3, 3),
                "reader": (4, 4),
                "rotation": (5, 59),
                "key": (6, {"Title": "x"}),
                "value": (6, {"title": "\u001b[2J"}),
                "empty": (6, {}),
                "field": (7, 0),
            }.items()
        }
        | sizes("entries", lambda n: cbor.write([ID, {6: {f"k{i:02}": "v" for i in range(n)}}]), 1, 16, 17)
        | sizes("value", lambda n: cbor.write([ID, {6: {"k": "v" * n}}]), 0, 1, 256, 257)
        | {"nothing": cbor.write([ID, {}])}
    )


def api_messages():
    """Calls as clients make them in CBOR."""
    auth = {"jsonrpc": "2.0", "id": 1, "method": "auth", "params": {"token": "t"}}
    publish = {"jsonrpc": "2.0", "id": 2, "method": "pipeline.publish", "params": {"name": "p", "messages": [{"base64": ID}] * 3}}
    bare = {"undefined": "f7", "simple": "f0", "half": "f93c00", "nan": "f97e00", "double": "fb3ff8000000000000", "u64": "1bffffffffffffffff"}
    return (
        {f"auth-{name}": seed for name, seed in themes(auth).items()}
        | {f"publish-{name}": seed for name, seed in themes(publish).items()}
        | {f"batch-{name}": seed for name, seed in themes([auth, publish]).items()}
        | {name: bytes.fromhex("a16161" + item) for name, item in bare.items()}
        | {"tagged": bytes.fromhex("d9d9f7a0"), "indefinite-map": bytes.fromhex("bf616101ff"), "text-in-pieces": bytes.fromhex("7f6161ff")}
        | {"name-is-a-number": bytes.fromhex("a10102"), "name-is-bytes": bytes.fromhex("a1416101"), "large-number": bytes.fromhex("c24101")}
        | sizes("nesting", lambda n: b"\x81" * n + b"\x80", 14, 15, 16)
        | sizes("name", lambda n: b"\xa1" + cbor.write("n" * n) + b"\1", 0, 1, 255, 256, 257)
    )


SAME = "whatever_is_read_is_written_the_same_way_again"
NODE, PIPELINE, GATEWAY, ROUTING = "io.pipes.node", "io.pipes.pipeline", "io.pipes.gateway", "io.pipes.routing"
SERVICE = "io.pipes.service"
TARGETS = {
    (NODE, "handshake.IntroductionFuzzTest", SAME): themes([0, bytes(100)]) | {"answer": cbor.write([0])},
    (
        NODE,
        "handshake.GateFuzzTest",
        "a_caller_gets_an_answer_for_what_a_member_says_and_silence_for_everything_else",
    ): gate(),
    (NODE, "membership.OperationFuzzTest", SAME): successions(),
    (NODE, "backup.BackupPartFuzzTest", SAME): backup_part(),
    (NODE, "backup.BackupFramesFuzzTest", "frames_do_not_depend_on_how_the_bytes_come"): backup_frames(),
    (NODE, "membership.GenesisFuzzTest", "whatever_reads_as_an_identity_is_written_the_same_way_again"): themes(
        [ID, "anna", TAG]
    ),
    (NODE, "peering.PeerAddressesFuzzTest", "addresses_of_peers_are_bounded_or_refused"): themes(
        [ID, 1, ["tcp://192.0.2.1:7171"] * 8]
    ),
    (NODE, "peering.PeerExchangeFuzzTest", "what_a_peer_tells_of_others_is_bounded_or_refused"): themes(
        [[ID, ["tcp://192.0.2.1:7171", "tcp://[2001:db8::1]:7171"]]]
    )
    | sizes("entries", lambda n: cbor.write([[ID, []]] * n), 0, 1, 63, 64, 65)
    | sizes("addresses", lambda n: cbor.write([[ID, ["tcp://192.0.2.1:1"] * n]]), 7, 8, 9),
    (NODE, "wire.FrameFuzzTest", "frames_stay_inside_their_record"): frames(),
    (NODE, "wire.PrefaceFuzzTest", "a_preface_is_what_it_was_encoded_from_or_refused"): prefaces(),
    (PIPELINE, "catalog.StatementFuzzTest", "whatever_is_read_as_a_pipeline_can_be_written_and_read_again"): themes(
        ["chat", 0, None]
    )
    | {
        f"persistent-{name}": cbor.write(["notes", 1, None, history, [0]])
        for name, history in {"full": [0], "from-join": [1], "30d": [2, 2_592_000], "1s": [2, 1], "more": [0, 1]}.items()
    }
    | {
        f"retains-{name}": cbor.write(["notes", 1, None, [0], retention])
        for name, retention in {"100": [1, 100], "30d": [2, 2_592_000], "1s": [2, 1], "1MB": [3, 1_000_000], "nothing": [1, 0],
                                "latest": [4, 0], "latest-1h": [4, 3_600], "latest-1s": [4, 1], "unknown": [5, 1]}.items()
    }
    | {
        f"begins-with-{name}": cbor.write(["chat", 0, None, more])
        for name, more in {"roles": {3: 1, 4: 2}, "nothing": {}, "usual": {3: 2}, "kind": {0: 1}, "retention": {2: [1, 5]}}.items()
    },
    (PIPELINE, "catalog.SettingsStatementFuzzTest", "whatever_is_read_has_only_this_encoding"): settings(),
    (PIPELINE, "epoch.StatementFuzzTest", "whatever_is_read_as_an_epoch_can_be_written_and_read_again"): themes(
        [ID, ID, 1_800_000_000_000, [ID], [[ID, bytes(1168)]]]
    ),
    (PIPELINE, "direct.DirectWireFuzzTest", "whatever_is_read_can_be_written_and_read_again"): direct(),
    (PIPELINE, "live.LiveWireFuzzTest", "lists_are_read_and_written_alike"): live(),
    (PIPELINE, "history.CutStatementFuzzTest", "whatever_is_read_as_a_cut_can_be_written_and_read_again"): themes(
        [ID, ID, [[TAG, 7, ID]]]
    )
    | sizes("ends", lambda n: cbor.write([ID, ID, [[i.to_bytes(16, "big"), 7, ID] for i in range(n)]]), 0, 1, 999, 1_000, 1_001),
    (PIPELINE, "history.PipelineCutStatementFuzzTest", "whatever_is_read_as_a_cut_can_be_written_and_read_again"): themes(
        [ID, ID, [[ID, 7, ID]]]
    )
    | sizes("ends", lambda n: cbor.write([ID, ID, [[i.to_bytes(32, "big"), i, ID] for i in range(n)]]), 0, 1, 999, 1_000, 1_001),
    (PIPELINE, "state.StateOperationFuzzTest", "whatever_is_read_has_only_this_encoding"): state(),
    (PIPELINE, "sync.SyncMessageFuzzTest", "whatever_is_read_has_only_this_encoding"): sync(),
    (PIPELINE, "archive.ArchivePartFuzzTest", "whatever_is_read_has_only_this_encoding"): archive_part(),
    (PIPELINE, "archive.ArchiveReaderFuzzTest", "whatever_a_file_holds_it_is_refused_or_written_the_same_way_again"): archive(),
    (PIPELINE, "packet.PacketFuzzTest", "whatever_is_read_as_a_packet_has_only_this_encoding"): themes(
        [cbor.write(header()), bytes(50), SIGNATURE]
    )
    | {"persistent": cbor.write([[2, 1, ID, TAG, ID, ID, 1, ID, 1 << 16, ID, ID, ID], bytes(50), SIGNATURE])}
    | {"persistent-with-a-boot": cbor.write([[2, 1, ID, TAG, ID, ID, 1, TAG[:8], 1 << 16, ID, ID, ID], bytes(50), SIGNATURE])}
    | {"header-inside": cbor.write([header(), bytes(50), SIGNATURE])}
    | {
        f"stub-{theme}": seed
        for theme, seed in themes([[2, 1, ID, TAG, ID, ID, 1, ID, 1 << 16, ID, ID, ID], [ID], SIGNATURE]).items()
    }
    | {"stub-live": cbor.write([header(), [ID], SIGNATURE]), "stub-short": cbor.write([[2, 1, ID, TAG, ID, ID, 1, ID, 1, ID, ID, ID], [TAG], SIGNATURE])}
    | {"version-1": cbor.write([[1, *header()[1:]], bytes(50), SIGNATURE])}
    | sizes("signature", lambda n: cbor.write([header(), bytes(50), bytes(n)]), 0, 65, 255, 256, 257),
    (PIPELINE, "packet.PacketFuzzTest", "whatever_is_read_as_messages_can_be_written_and_read_again"): themes(
        [[1_000_000, None, b"hello"]]
    )
    | sizes("messages", lambda n: cbor.write([[0, None, b""]] * n), 0, 1, 999, 1_000, 1_001)
    | sizes("type", lambda n: cbor.write([[0, "a" * n, b""]]), 0, 1, 100, 101)
    | sizes("key", lambda n: cbor.write([[0, None, b"", "k" * n]]), 0, 1, 256, 257)
    | {"key-shared": cbor.write([[0, None, b"", "k"], [0, None, b""]]), "key-and-blob": cbor.write([[0, None, [ID, 20 << 20, ID], "k"]])}
    | {f"blob-{theme}": seed for theme, seed in themes([[1_000_000, "image/png", [ID, 20 << 20, ID]]]).items()}
    | {
        f"blob-of-{n}": cbor.write([[0, None, [ID, n, ID]]])
        for n in (0, 1 << 20, (1 << 20) + 1, 16_384 * 262_128, 16_384 * 262_128 + 1, (1 << 63) - 1)
    }
    | {"blob-short-key": cbor.write([[0, None, [ID, 20 << 20, TAG]]]), "blob-short-address": cbor.write([[0, None, [TAG, 20 << 20, ID]]])}
    | sizes("blobs", lambda n: cbor.write([[0, None, [ID, 20 << 20, ID]]] * n), 16, 584, 586, 1_000),
    (PIPELINE, "blob.BlobMessageFuzzTest", "whatever_is_read_has_only_this_encoding"): blobs(),
    (PIPELINE, "held.HeldMessageFuzzTest", "whatever_is_read_has_only_this_encoding"): held(),
    (PIPELINE, "held.LetterFuzzTest", "whatever_is_read_keeps_its_bytes_and_its_limits"): letters(),
    (PIPELINE, "held.LetterEntryFuzzTest", "whatever_is_read_has_only_this_encoding"): letter_entries(),
    (PIPELINE, "blob.BlobManifestFuzzTest", "whatever_is_read_has_only_this_encoding"): manifests(),
    ("io.pipes.presence", "note.NoteFuzzTest", "whatever_is_read_can_be_shown_written_and_read_again"): notes(),
    (SERVICE, "catalogue.AnnouncementFuzzTest", "whatever_is_read_is_passed_on_as_it_is_and_can_be_shown"): announcements(),
    (SERVICE, "catalogue.CatalogueMessageFuzzTest", SAME): catalogue_messages(),
    (SERVICE, "call.CallMessageFuzzTest", SAME): call_messages(),
    (ROUTING, "topology.AdvertFuzzTest", SAME): adverts(),
    (ROUTING, "topology.RouteMessageFuzzTest", SAME): route_messages(),
    (GATEWAY, "rpc.RequestFuzzTest", "whatever_a_stranger_sends_is_answered_with_an_error_or_not_at_all"): requests(),
    (GATEWAY, "rpc.CborFuzzTest", "whatever_is_read_says_the_same_when_it_is_written_and_read_again"): api_messages(),
    (GATEWAY, "http.DoorkeeperFuzzTest", "whatever_host_is_served_names_this_machine_and_nothing_else"): hosts(),
    (GATEWAY, "token.TokenFileFuzzTest", "whatever_is_on_disk_is_refused_or_is_exactly_what_would_be_written"): themes(
        [1, [["id", ID, "phone", [], None, None]]]
    ),
    (ROUTING, "circuit.CircuitMessagesFuzzTest", SAME): circuit_messages(),
    (
        ROUTING,
        "circuit.RelayFuzzTest",
        "whatever_a_peer_says_a_relay_keeps_its_budget_and_forgets_everything_in_the_end",
    ): relay(),
    ("io.pipes.client", "socket.FrameReaderFuzzTest", "frames_and_what_is_in_them_are_bounded_or_refused"): websocket_frames(),
    ("io.pipes.storage.derby", "log.RecordBodyFuzzTest", "whatever_reads_as_a_record_is_written_the_same_way_again"): log_records(),
    ("io.pipes.storage.derby", "log.FormNoteFuzzTest", "whatever_reads_as_a_form_is_written_the_same_way_again"): form_notes(),
}


def main():
    for (bundle, test, method), seeds in TARGETS.items():
        path = f"{bundle}.{test}".replace(".", "/") + "Inputs"
        folder = ROOT / "bundles" / bundle / "src/test/resources" / path / method
        folder.mkdir(parents=True, exist_ok=True)
        for name, seed in seeds.items():
            (folder / name).write_bytes(seed)
    print(sum(len(seeds) for seeds in TARGETS.values()), "seeds for", len(TARGETS), "targets")


if __name__ == "__main__":
    main()
