#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors
"""Types what an API guide says, line by line, at the node PIPES_URL, and compares what that says.

Usage: guide.py GUIDE. PIPES_HOME has the token. Ends at the first line that is not so, with 1."""

import asyncio
import json
import os
import pathlib
import re
import sys

import websockets

PATIENCE_SECONDS = 60
LONGEST = 2 * 1024 * 1024


def lines_of(guide):
    for block in re.findall(r"^```api\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def fits(expected, said):
    """Whether it is as expected, in all that is: "..." is anything, and what is not named may be there."""
    if expected == "...":
        return said is not None
    if isinstance(expected, dict):
        return isinstance(said, dict) and all(name in said and fits(value, said[name]) for name, value in expected.items())
    if isinstance(expected, list):
        return isinstance(said, list) and len(said) == len(expected) and all(map(fits, expected, said))
    return type(said) is type(expected) and said == expected


class Conversation:
    """What the node says by itself and what it answers come in any order; each is expected once."""

    def __init__(self, socket):
        self._socket = socket
        self._heard = []

    async def type(self, line):
        await self._socket.send(line)

    async def expect(self, line):
        expected = json.loads(line)
        while True:
            for said in self._heard:
                if fits(expected, said):
                    self._heard.remove(said)
                    return
            try:
                said = json.loads(await asyncio.wait_for(self._socket.recv(), PATIENCE_SECONDS))
            except (asyncio.TimeoutError, websockets.ConnectionClosed) as silence:
                raise SystemExit(f"expected: {line}\nand then: {silence!r}\nnot expected: {self._heard}")
            self._heard.append(said)
            if same_answer(expected, said) and not fits(expected, said):
                raise SystemExit(f"expected: {line}\nbut:      {json.dumps(said)}")

    def end(self):
        if self._heard:
            raise SystemExit(f"not expected: {self._heard}")


def same_answer(one, other):
    def number(answer):
        return sorted(each.get("id") for each in answer) if isinstance(answer, list) else answer.get("id")

    return number(one) is not None and number(one) == number(other)


async def main(guide):
    token = pathlib.Path(os.environ["PIPES_HOME"], "api-token").read_text().strip()
    count = 0
    async with websockets.connect(os.environ["PIPES_URL"], max_size=LONGEST) as socket:
        node = Conversation(socket)
        for line in lines_of(pathlib.Path(guide).read_text()):
            mark, text = line[:2], line[2:]
            if mark == "> ":
                await node.type(text.replace('"TOKEN"', json.dumps(token)))
            elif mark == "< ":
                await node.expect(text)
            else:
                raise SystemExit(f"neither typed nor said: {line}")
            count += 1
        node.end()
    print(count, "lines of the guide are so")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
