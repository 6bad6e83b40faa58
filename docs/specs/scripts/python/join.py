# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors

"""A joiner and the issuer of its ticket, from the first byte to the last: what both know, and every byte that travels."""

import cbor
from primitives import x25519
from protocol import JOINER, Called, Calling, check_join_request, fixed, invitation_psk, join_request, preface, prologue


def make():
    known = {
        name: fixed(f"join {name}", length)
        for name, length in {
            "network": 32,
            "invitation": 16,
            "secret": 32,
            "issuerLink": 32,
            "joinerRoot": 32,
            "joinerNode": 32,
            "joinerLink": 32,
            "boxKey": 1216,
            "joinerEphemeral": 32,
            "joinerKemSeed": 64,
            "issuerEphemeral": 32,
            "issuerKemRandom": 32,
            "joinSecret": 32,
            "genesis": 300,
        }.items()
    }
    k = type("Known", (), known)
    request = join_request(k.network, k.joinerRoot, k.joinerNode, x25519(k.joinerLink), k.boxKey)
    psk = invitation_psk(k.secret, k.network, k.invitation)
    caller = Calling(prologue(JOINER, k.network), psk, k.joinerLink, x25519(k.issuerLink), k.joinerEphemeral, k.joinerKemSeed)
    called = Called(prologue(JOINER, k.network), psk, k.issuerLink, k.issuerEphemeral, k.issuerKemRandom)
    first = caller.write(request)
    answer = cbor.write([0, k.joinSecret, k.genesis])
    called.read(first)
    second = called.write(answer)
    if caller.read(second) != answer or caller.state.split() != called.state.split():
        raise AssertionError("the two sides do not agree")
    to_responder, to_initiator, binding = called.state.split()
    made = {
        "psk": psk,
        "request": request,
        "preface": preface(JOINER, psk, k.invitation, x25519(k.issuerLink), first),
        "answer": answer,
        "reply": len(second).to_bytes(2, "big") + second,
        "toResponder": to_responder,
        "toInitiator": to_initiator,
        "binding": binding,
    }
    return {name: value.hex() for name, value in (known | made).items()}


def check(vector):
    """Whether what another program wrote is right, seen by somebody who knows the issuer's secrets."""
    v = type("Vector", (), {name: bytes.fromhex(value) for name, value in vector.items()})
    psk = invitation_psk(v.secret, v.network, v.invitation)
    message = v.preface[36:]
    assert v.preface == preface(JOINER, psk, v.invitation, x25519(v.issuerLink), message), "preface"
    issuer = Called(prologue(JOINER, v.network), psk, v.issuerLink, v.issuerEphemeral, v.issuerKemRandom)
    request = issuer.read(message)
    assert check_join_request(v.network, issuer.caller, request), "request"
    code, join_secret, genesis = cbor.read(v.answer)
    assert (code, join_secret, genesis) == (0, v.joinSecret, v.genesis), "answer"
    reply = issuer.write(v.answer)
    assert v.reply == len(reply).to_bytes(2, "big") + reply, "reply"
    assert issuer.state.split() == (v.toResponder, v.toInitiator, v.binding), "secrets"
