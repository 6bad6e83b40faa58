# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors

"""Deterministic CBOR (RFC 8949, 4.2.1), read strictly: integers, byte strings, text, arrays and null."""


def _head(encoded, at):
    first = encoded[at]
    major, low = first >> 5, first & 31
    if low < 24:
        return major, low, at + 1
    size = {24: 1, 25: 2, 26: 4, 27: 8}[low]
    value = int.from_bytes(encoded[at + 1 : at + 1 + size], "big")
    if value < (24 if size == 1 else 1 << 4 * size):
        raise ValueError("not the shortest form")
    return major, value, at + 1 + size


def _item(encoded, at):
    if encoded[at] == 0xF6:
        return None, at + 1
    major, value, at = _head(encoded, at)
    if major == 0:
        return value, at
    if major in (2, 3):
        content = encoded[at : at + value]
        if len(content) != value:
            raise ValueError("cut off")
        return (content if major == 2 else content.decode()), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = _item(encoded, at)
            items.append(item)
        return items, at
    raise ValueError(f"major type {major}")


def read(encoded):
    item, end = _item(encoded, 0)
    if end != len(encoded):
        raise ValueError("something behind the end")
    return item


def write(item):
    def head(major, value):
        if value < 24:
            return bytes([major << 5 | value])
        size = next(n for n in (1, 2, 4, 8) if value < 1 << 8 * n)
        return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + value.to_bytes(size, "big")

    if item is None:
        return b"\xf6"
    if isinstance(item, int):
        return head(0, item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    if isinstance(item, dict):
        pairs = sorted((write(key), write(value)) for key, value in item.items())
        return head(5, len(pairs)) + b"".join(key + value for key, value in pairs)
    return head(4, len(item)) + b"".join(write(each) for each in item)
