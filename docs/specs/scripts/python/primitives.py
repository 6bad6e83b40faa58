# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors

"""The primitives of PIPES1 in plain Python, from their standards. Slow, without any defence against timing, for checking only."""

import hashlib
import hmac as _hmac


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hmac(key, *parts):
    return _hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def hkdf(source, salt, info, length):
    """RFC 5869."""
    key, out, block = hmac(salt or bytes(32), source), b"", b""
    while len(out) < length:
        block = hmac(key, block, info, bytes([len(out) // 32 + 1]))
        out += block
    return out[:length]


# AES-256-GCM, FIPS 197 and SP 800-38D


def _xtime(a):
    return (a << 1) ^ (0x11B if a & 0x80 else 0)


def _sbox():
    box, p, q = [0] * 256, 1, 1
    while True:
        p ^= _xtime(p)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        turn = lambda n: (q << n | q >> (8 - n)) & 0xFF
        box[p] = q ^ turn(1) ^ turn(2) ^ turn(3) ^ turn(4) ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


SBOX = _sbox()


def _round_keys(key):
    words, rcon = [list(key[i : i + 4]) for i in range(0, 32, 4)], 1
    for i in range(8, 60):
        word = list(words[-1])
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = _xtime(rcon)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - 8], word)])
    return [sum(words[i : i + 4], []) for i in range(0, 60, 4)]


def _encrypt_block(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number in range(1, 15):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for c in range(0, 16, 4):
                col = state[c : c + 4]
                whole = col[0] ^ col[1] ^ col[2] ^ col[3]
                mixed += [col[i] ^ whole ^ _xtime(col[i] ^ col[(i + 1) % 4]) for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, keys[number])]
    return bytes(state)


def _ghash(h, data):
    y = 0
    for at in range(0, len(data), 16):
        x, v, z = y ^ int.from_bytes(data[at : at + 16], "big"), h, 0
        for bit in range(127, -1, -1):
            if x >> bit & 1:
                z ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        y = z
    return y


def _gcm(key, nonce, data, aad, ciphertext_of):
    keys = _round_keys(key)
    h = int.from_bytes(_encrypt_block(keys, bytes(16)), "big")
    out = bytearray()
    for at in range(0, len(data), 16):
        pad = _encrypt_block(keys, nonce + (at // 16 + 2).to_bytes(4, "big"))
        out += bytes(a ^ b for a, b in zip(data[at : at + 16], pad))
    ciphertext = ciphertext_of(bytes(data), bytes(out))
    fill = lambda b: b + bytes(-len(b) % 16)
    lengths = (8 * len(aad)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    tag = _ghash(h, fill(aad) + fill(ciphertext) + lengths) ^ int.from_bytes(
        _encrypt_block(keys, nonce + b"\0\0\0\1"), "big"
    )
    return bytes(out), tag.to_bytes(16, "big")


def seal(key, nonce, plaintext, aad=b""):
    ciphertext, tag = _gcm(key, nonce, plaintext, aad, lambda before, after: after)
    return ciphertext + tag


def unseal(key, nonce, sealed, aad=b""):
    plaintext, tag = _gcm(key, nonce, sealed[:-16], aad, lambda before, after: before)
    if tag != sealed[-16:]:
        raise ValueError("the tag does not fit")
    return plaintext


# X25519, RFC 7748

P = 2**255 - 19


def x25519(secret, point=(9).to_bytes(32, "little")):
    k = int.from_bytes(secret, "little") & ~7 & (2**254 - 1) | 2**254
    u = int.from_bytes(point, "little") % 2**255
    x2, z2, x3, z3, swapped = 1, 0, u, 1, 0
    for bit in range(254, -1, -1):
        one = k >> bit & 1
        if swapped ^ one:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swapped = one
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a, b * b
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        e = aa - bb
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swapped:
        x2, z2 = x3, z3
    shared = (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")
    if shared == bytes(32):
        raise ValueError("a point of small order")
    return shared


# Ed25519, RFC 8032: verifying only

D = -121665 * pow(121666, P - 2, P) % P
L = 2**252 + 27742317777372353535851937790883648493


def _decode_point(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or y >= P or (x == 0 and sign):
        raise ValueError("no point")
    return (P - x if x & 1 != sign else x, y)


def _add(a, b):
    k = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, P - 2, P) % P
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, P - 2, P) % P
    return (x, y)


def _times(n, point):
    out = (0, 1)
    while n:
        if n & 1:
            out = _add(out, point)
        point = _add(point, point)
        n >>= 1
    return out


BASE = _decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verifies(public, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return _times(s, BASE) == _add(_decode_point(signature[:32]), _times(k, _decode_point(public)))


# ML-KEM-768, FIPS 203

Q, K = 3329, 3


def _reversed7(i):
    return int(f"{i:07b}"[::-1], 2)


ZETAS = [pow(17, _reversed7(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * _reversed7(i) + 1, Q) for i in range(128)]


def _ntt(f):
    f, i, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, 256, 2 * length):
            for j in range(start, start + length):
                t = ZETAS[i] * f[j + length] % Q
                f[j], f[j + length] = (f[j] + t) % Q, (f[j] - t) % Q
            i += 1
        length //= 2
    return f


def _back(f):
    f, i, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, 256, 2 * length):
            for j in range(start, start + length):
                t = f[j]
                f[j], f[j + length] = (t + f[j + length]) % Q, ZETAS[i] * (f[j + length] - t) % Q
            i -= 1
        length *= 2
    return [x * 3303 % Q for x in f]


def _multiply(f, g):
    out = []
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        out += [(a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q]
    return out


def _sum(*polynomials):
    return [sum(column) % Q for column in zip(*polynomials)]


def _uniform(seed, i, j):
    stream, out = hashlib.shake_128(seed + bytes([j, i])).digest(3 * 1024), []
    for at in range(0, len(stream), 3):
        a, b, c = stream[at : at + 3]
        out += [x for x in (a + 256 * (b % 16), b // 16 + 16 * c) if x < Q]
    return out[:256]


def _noise(seed, n):
    bits = int.from_bytes(hashlib.shake_256(seed + bytes([n])).digest(128), "little")
    bit = lambda at: bits >> at & 1
    return [(bit(4 * i) + bit(4 * i + 1) - bit(4 * i + 2) - bit(4 * i + 3)) % Q for i in range(256)]


def _pack(values, width):
    return sum(v << width * i for i, v in enumerate(values)).to_bytes(32 * width, "little")


def _unpack(encoded, width):
    whole = int.from_bytes(encoded, "little")
    return [whole >> width * i & (1 << width) - 1 for i in range(256)]


def _compress(f, width):
    return [((x << width) + Q // 2) // Q % (1 << width) for x in f]


def _decompress(f, width):
    return [(x * Q + (1 << width - 1)) >> width for x in f]


def mlkem_keygen(seed):
    """The encapsulation key and what decapsulation needs, from d || z."""
    d, z = seed[:32], seed[32:]
    g = hashlib.sha3_512(d + bytes([K])).digest()
    rho, sigma = g[:32], g[32:]
    s = [_ntt(_noise(sigma, n)) for n in range(K)]
    e = [_ntt(_noise(sigma, K + n)) for n in range(K)]
    t = [_sum(e[i], *(_multiply(_uniform(rho, i, j), s[j]) for j in range(K))) for i in range(K)]
    public = b"".join(_pack(f, 12) for f in t) + rho
    return public, (s, z, public)


def _encrypt(public, message, coins):
    t, rho = [_unpack(public[384 * i : 384 * i + 384], 12) for i in range(K)], public[1152:]
    y = [_ntt(_noise(coins, n)) for n in range(K)]
    u = [
        _sum(_back(_sum(*(_multiply(_uniform(rho, j, i), y[j]) for j in range(K)))), _noise(coins, K + i))
        for i in range(K)
    ]
    mu = _decompress(_unpack(message, 1), 1)
    v = _sum(_back(_sum(*(_multiply(t[j], y[j]) for j in range(K)))), _noise(coins, 2 * K), mu)
    return b"".join(_pack(_compress(f, 10), 10) for f in u) + _pack(_compress(v, 4), 4)


def mlkem_encapsulate(public, message):
    g = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    return _encrypt(public, message, g[32:]), g[:32]


def mlkem_decapsulate(key, ciphertext):
    s, z, public = key
    u = [_decompress(_unpack(ciphertext[320 * i : 320 * i + 320], 10), 10) for i in range(K)]
    v = _decompress(_unpack(ciphertext[960:], 4), 4)
    inner = _back(_sum(*(_multiply(s[i], _ntt(u[i])) for i in range(K))))
    message = _pack(_compress([(a - b) % Q for a, b in zip(v, inner)], 1), 1)
    g = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    if _encrypt(public, message, g[32:]) != ciphertext:
        return hashlib.shake_256(z + ciphertext).digest(32)
    return g[:32]


def ed25519_public(seed):
    a = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & ~7 & (2**254 - 1) | 2**254
    return _encode_point(_times(a, BASE))


def ed25519_sign(seed, message):
    expanded = hashlib.sha512(seed).digest()
    a = int.from_bytes(expanded[:32], "little") & ~7 & (2**254 - 1) | 2**254
    public = _encode_point(_times(a, BASE))
    r = int.from_bytes(hashlib.sha512(expanded[32:] + message).digest(), "little") % L
    first = _encode_point(_times(r, BASE))
    k = int.from_bytes(hashlib.sha512(first + public + message).digest(), "little") % L
    return first + ((r + k * a) % L).to_bytes(32, "little")


def _encode_point(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")
