#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors
"""Tells members of a network how this machine is, when they ask its node."""

import asyncio
import collections
import itertools
import json
import os
import pathlib
import shutil
import sys

import websockets

URL = os.environ.get("PIPES_URL", "ws://127.0.0.1:7170/api/v1")
HOME = pathlib.Path(os.environ.get("PIPES_HOME") or pathlib.Path.home() / ".pipes")
LONGEST = 2 * 1024 * 1024

ANSWERS = {
    "/cores": lambda: f"{os.cpu_count()} cores",
    "/disk": lambda: f"{shutil.disk_usage('/').free // 2**20} MiB free",
    "/load": lambda: "load {:.2f}, {:.2f}, {:.2f}".format(*os.getloadavg()),
}


class Node:
    """A conversation with a node: calls with their answers, and the messages that come in between."""

    def __init__(self, socket):
        self._socket = socket
        self._ids = itertools.count(1)
        self._told = collections.deque()

    async def call(self, method, **params):
        number = next(self._ids)
        await self._socket.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
        while True:
            said = json.loads(await self._socket.recv())
            if "method" in said:
                self._told.append(said)
            elif "error" in said:
                raise SystemExit(said["error"]["message"])
            elif said["id"] == number:
                return said["result"]

    async def messages(self):
        while True:
            told = self._told.popleft() if self._told else json.loads(await self._socket.recv())
            if told["method"] == "message":
                yield told["params"]["message"]
            elif told["method"] == "ended":
                raise SystemExit("The node tells no more messages.")


def answer(question):
    """None for what is no question. No answer begins with a stroke, so two bots never keep each other busy."""
    if not question.startswith("/"):
        return None
    return ANSWERS[question]() if question in ANSWERS else "ask me " + ", ".join(ANSWERS)


async def main(network):
    where = {"network": network} if network else {}
    async with websockets.connect(URL, max_size=LONGEST) as socket:
        node = Node(socket)
        await node.call("auth", token=(HOME / "api-token").read_text().strip())
        subscription = (await node.call("message.subscribe", acknowledge=True, **where))["subscription"]
        print("Ask this node", ", ".join(ANSWERS), flush=True)
        async for message in node.messages():
            said = answer(message.get("text", ""))
            if said:
                print(message["name"], message["text"], flush=True)
                # Who asked may be gone by now: the node keeps the answer, nobody has to wait here.
                await node.call("message.send", node=message["author"], text=said, timeoutMillis=0, **where)
            # Only now: a question that was not answered yet comes again when the bot was stopped.
            await node.call("message.acknowledge", subscription=subscription)
            await node.call("subscription.grant", subscription=subscription, count=1)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:2] or [None]))
    except KeyboardInterrupt:
        pass
