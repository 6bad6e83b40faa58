# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors

"""Checks vectors without any code of the Java implementation and without a package beyond Python itself.

    verify.py            the committed files of ../../vectors
    verify.py FILE ...   files that Java has just written: {"record": [...], "packet": [...], ...}, each part as in ../../vectors
    verify.py --make     writes ../../vectors/join.json
"""

import json
import sys
from pathlib import Path

import join
from primitives import hmac, mlkem_decapsulate, mlkem_encapsulate, mlkem_keygen, seal, unseal, x25519
from protocol import Called, Calling, Lane, invitation_psk, nonce, open_packet, packet_id, preface, stub_id, verifies

VECTORS = Path(__file__).parent / "../../vectors"


def decoded(value):
    if isinstance(value, dict):
        return {name: decoded(each) for name, each in value.items()}
    try:
        return bytes.fromhex(value) if isinstance(value, str) else value
    except ValueError:
        return value


def record(v):
    assert unseal(v["key"], nonce(v["counter"]), v["record"]) == v["plaintext"]
    assert seal(v["key"], nonce(v["counter"]), v["plaintext"]) == v["record"]


def packet(v):
    opened = open_packet(v["epoch"], v["author"], v["salt"], v["header"], v["ciphertext"])
    assert opened == (v["commitment"], v["content"])
    if "id" in v:
        assert packet_id(v["header"], v["ciphertext"]) == v["id"] == stub_id(v["stub"])


def signature(v):
    assert verifies(v["publicKey"], v["label"], v["message"], v["signature"])
    assert not verifies(v["publicKey"], v["label"], v["message"] + b"x", v["signature"])


def handshake(v):
    i, r = v["initiator"], v["responder"]
    caller = Calling(v["prologue"], v["psk"], i["static"], x25519(r["static"]), i["ephemeral"], i["kemSeed"])
    called = Called(v["prologue"], v["psk"], r["static"], r["ephemeral"], r["kemRandom"])
    assert caller.write(v["payload1"]) == v["message1"] and called.read(v["message1"]) == v["payload1"]
    assert called.write(v["payload2"]) == v["message2"] and caller.read(v["message2"]) == v["payload2"]
    secrets = (v["toResponder"], v["toInitiator"], v["binding"])
    assert caller.state.split() == secrets and called.state.split() == secrets


def kem(v):
    public, key = mlkem_keygen(v["seed"])
    assert public == v["publicKey"]
    assert mlkem_encapsulate(public, v["random"]) == (v["ciphertext"], v["secret"])
    assert mlkem_decapsulate(key, v["ciphertext"]) == v["secret"]
    assert mlkem_decapsulate(key, v["otherCiphertext"]) == v["otherSecret"]


def link_preface(v):
    kind = 2 if v["invitation"] else 1
    assert preface(kind, v["psk"], v["invitation"], v["linkKey"], v["message"]) == v["preface"]


def lane(v):
    opening = Lane(v["direction"], v["binding"])
    for each in v["records"]:
        frames = bytes.fromhex(each["frames"])
        assert opening.open(bytes.fromhex(each["record"])) == frames
        if frames.endswith(b"\x09\x00\x00"):
            opening.rekey()


def ticket(v):
    assert invitation_psk(v["secret"], v["network"], v["invitation"]) == v["psk"]
    symbols = v["text"][len("pipes1") :]
    bits = "".join(f"{'0123456789abcdefghjkmnpqrstvwxyz'.index(symbol):05b}" for symbol in symbols)
    checked = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) // 8 * 8, 8))
    assert checked[:-4] == v["content"]


CHECKS = {
    "record": record,
    "packet": packet,
    "signature": signature,
    "handshake": handshake,
    "kem": kem,
    "prefaces": link_preface,
    "lane": lane,
    "ticket": ticket,
    "join": lambda v: join.check({name: value.hex() for name, value in v.items()}),
}


def committed():
    read = lambda name: json.loads((VECTORS / f"{name}.json").read_text())
    parts = {name: read(name) for name in ("record", "packet", "signature", "handshake", "ticket")}
    link = read("link")
    return parts | {"kem": read("kem")["mlKem"], "prefaces": link["prefaces"], "lane": [link["lane"]], "join": [read("join")]}


def check(source, parts):
    for name, vectors in parts.items():
        for number, vector in enumerate(vectors):
            try:
                CHECKS[name](decoded(vector))
            except (AssertionError, ValueError) as wrong:
                sys.exit(f"{source}: {name} {number} is wrong: {wrong!r}")
    print(f"{source}: " + ", ".join(f"{len(vectors)} {name}" for name, vectors in parts.items()) + ": all right")


def main(arguments):
    text = json.dumps(join.make(), indent=1) + "\n"
    if arguments == ["--make"]:
        (VECTORS / "join.json").write_text(text)
        return
    if not arguments:
        if (VECTORS / "join.json").read_text() != text:
            sys.exit("join.json is not what this program makes")
        check("committed", committed())
    for file in arguments:
        check(file, json.loads(Path(file).read_text()))


if __name__ == "__main__":
    main(sys.argv[1:])
