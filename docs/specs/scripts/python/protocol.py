# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors

"""What packets, records, links and joining are made of, as the pages of docs/specs have it."""

import cbor
from primitives import (
    ed25519_public,
    ed25519_sign,
    ed25519_verifies,
    hkdf,
    hmac,
    mlkem_decapsulate,
    mlkem_encapsulate,
    mlkem_keygen,
    seal,
    sha256,
    unseal,
    x25519,
)

NOISE = b"Noise_IKhfs+psk0_25519+MLKEM768_AESGCM_SHA256"
JOINER = 2
COSE_PROTECTED = bytes.fromhex("a10127")
COSE_HEAD = bytes.fromhex("8443a10127a0f65840")


def label(name):
    return b"pipes/1/" + name.encode() + b"\0"


def fixed(name, length):
    """Bytes that stand for random ones, the same in every run."""
    out, block = b"", 0
    while len(out) < length:
        out += sha256(f"{name} {block}".encode())
        block += 1
    return out[:length]


def nonce(counter):
    return bytes(4) + counter.to_bytes(8, "big")


# signatures: COSE_Sign1, detached, with the label as external data


def sign(seed, name, message):
    return COSE_HEAD + ed25519_sign(seed, cbor.write(["Signature1", COSE_PROTECTED, label(name), message]))


def verifies(public, name, message, signature):
    signed = cbor.write(["Signature1", COSE_PROTECTED, label(name), message])
    return signature[:9] == COSE_HEAD and ed25519_verifies(public, signed, signature[9:])


# packets


def packet_keys(epoch, author, salt):
    source = hmac(salt, epoch)
    expand = lambda name: hmac(source, label(name) + author + b"\1")
    return expand("packet-key"), expand("packet-commit")


def open_packet(epoch, author, salt, header, ciphertext):
    key, commitment = packet_keys(epoch, author, salt)
    return commitment, unseal(key, bytes(12), ciphertext, label("packet-aad") + header)


def packet_id(header, ciphertext):
    return sha256(b"\x82" + header + cbor.write(sha256(ciphertext)))


def stub_id(stub):
    header, (ciphertext_hash,), _ = cbor.read(stub)
    return sha256(cbor.write([header, ciphertext_hash]))


# the handshake of a link


class Transcript:
    def __init__(self, prologue, called, psk):
        self.hash = self.chain = sha256(NOISE)
        self.mix_hash(prologue)
        self.mix_hash(called)
        out = hkdf(psk, self.chain, b"", 96)
        self.chain, self.key, self.counter = out[:32], out[64:], 0
        self.mix_hash(out[32:64])

    def mix_hash(self, data):
        self.hash = sha256(self.hash, data)

    def mix_key(self, secret):
        out = hkdf(secret, self.chain, b"", 64)
        self.chain, self.key, self.counter = out[:32], out[32:], 0

    def ephemeral(self, public):
        self.mix_hash(public)
        self.mix_key(public)
        return public

    def seal(self, plaintext):
        sealed = seal(self.key, nonce(self.counter), plaintext, self.hash)
        self.counter += 1
        self.mix_hash(sealed)
        return sealed

    def unseal(self, sealed):
        plaintext = unseal(self.key, nonce(self.counter), sealed, self.hash)
        self.counter += 1
        self.mix_hash(sealed)
        return plaintext

    def split(self):
        out = hkdf(b"", self.chain, b"", 64)
        return out[:32], out[32:], self.hash


class Calling:
    """-> psk, e, es, e1, s, ss   <- e, ee, ekem1, se"""

    def __init__(self, prologue, psk, own, called, ephemeral, kem_seed):
        self.state = Transcript(prologue, called, psk)
        self.own, self.called, self.e = own, called, ephemeral
        self.kem_public, self.kem = mlkem_keygen(kem_seed)

    def write(self, payload):
        out = self.state.ephemeral(x25519(self.e))
        self.state.mix_key(x25519(self.e, self.called))
        out += self.state.seal(self.kem_public) + self.state.seal(x25519(self.own))
        self.state.mix_key(x25519(self.own, self.called))
        return out + self.state.seal(payload)

    def read(self, message):
        theirs = self.state.ephemeral(message[:32])
        self.state.mix_key(x25519(self.e, theirs))
        self.state.mix_key(mlkem_decapsulate(self.kem, self.state.unseal(message[32:1136])))
        self.state.mix_key(x25519(self.own, theirs))
        return self.state.unseal(message[1136:])


class Called:
    def __init__(self, prologue, psk, own, ephemeral, kem_random):
        self.state = Transcript(prologue, x25519(own), psk)
        self.own, self.e, self.kem_random = own, ephemeral, kem_random

    def read(self, message):
        self.theirs = self.state.ephemeral(message[:32])
        self.state.mix_key(x25519(self.own, self.theirs))
        self.kem = self.state.unseal(message[32:1232])
        self.caller = self.state.unseal(message[1232:1280])
        self.state.mix_key(x25519(self.own, self.caller))
        return self.state.unseal(message[1280:])

    def write(self, payload):
        out = self.state.ephemeral(x25519(self.e))
        self.state.mix_key(x25519(self.e, self.theirs))
        ciphertext, secret = mlkem_encapsulate(self.kem, self.kem_random)
        out += self.state.seal(ciphertext)
        self.state.mix_key(secret)
        self.state.mix_key(x25519(self.e, self.caller))
        return out + self.state.seal(payload)


# links and joining


def preface(kind, psk, invitation, called, message):
    head = bytes([1, kind])
    mac = hmac(psk, label("preface-mac"), head, invitation, called, message[:32])[:16]
    return head + mac + invitation + len(message).to_bytes(2, "big") + message


def prologue(kind, network):
    return label("link-prologue") + bytes([1, kind]) + network


def invitation_psk(secret, network, invitation):
    return hkdf(secret, network, label("invitation-psk") + invitation, 32)


def node_id(network, signing_key, link_key):
    return sha256(label("node"), network, signing_key, link_key)


class Lane:
    """The records of one direction, opened one after the other."""

    def __init__(self, direction, binding):
        self.secret = hkdf(direction, binding, label("lane") + b"\0", 32)
        self.counter = 0

    def open(self, record):
        sealed = record[2:]
        if int.from_bytes(record[:2], "big") != len(sealed):
            raise ValueError("length of a record")
        frames = unseal(hkdf(self.secret, b"", label("lane-key"), 32), nonce(self.counter), sealed)
        self.counter += 1
        return frames

    def rekey(self):
        self.secret = hkdf(self.secret, b"", label("lane-rekey"), 32)


def join_request(network, root_seed, node_seed, link_key, box_key):
    """What a joiner asks, with everything signed that is to be signed."""
    signing_key = ed25519_public(node_seed)
    identity = cbor.write([ed25519_public(root_seed), "jo", fixed("join identity salt", 16)])
    binding = sign(root_seed, "node-binding", cbor.write([network, signing_key, link_key]))
    body = cbor.write([network, node_id(network, signing_key, link_key), 1, box_key])
    prekey = cbor.write([body, sign(node_seed, "prekey", body)])
    return cbor.write([1, signing_key, link_key, identity, binding, prekey])


def check_join_request(network, caller, request):
    version, signing_key, link_key, identity, binding, prekey = cbor.read(request)
    root = cbor.read(identity)[0]
    body, signature = cbor.read(prekey)
    return (
        version == 1
        and link_key == caller
        and verifies(root, "node-binding", cbor.write([network, signing_key, link_key]), binding)
        and cbor.read(body)[:3] == [network, node_id(network, signing_key, link_key), 1]
        and verifies(signing_key, "prekey", body, signature)
    )
