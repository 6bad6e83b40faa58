// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// A WebSocket server that says what a test wants, at the moment that the test wants. Its frames are written here once more, so that a mistake
// of the client's is not made by both sides.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { cbor } from '../../src/encoding/cbor.js';

export class Refusal extends Error {
  constructor(code, retry = false) {
    super(`Refused: ${code}.`);
    Object.assign(this, { code, retry });
  }
}

/** A call that is not answered. */
export const SILENCE = Symbol('silence');

export class ScriptedNode {
  /** @type {Set<Peer>} */
  peers = new Set();
  calls = [];
  connections = 0;
  token = 'secret';
  process = 'first';
  limits = {};
  #methods = new Map();
  #listeners = new Set();
  #server = http.createServer((_, response) => response.writeHead(404).end());

  static async start() {
    const node = new ScriptedNode();
    node.on('auth', ({ token }) => {
      if (token !== node.token) {
        throw new Refusal('unauthenticated');
      }
      return { api: '1', version: '1.2.3', token: 'owner', process: node.process, limits: node.limits };
    });
    node.on('status', () => ({ state: 'ready' }));
    node.on('subscription.grant', () => ({}));
    node.on('subscription.cancel', () => ({}));
    node.on('call.cancel', () => ({ cancelled: true }));
    node.#server.on('upgrade', (request, socket) => node.#upgrade(request, socket));
    node.#server.listen(0, '127.0.0.1');
    await once(node.#server, 'listening');
    return node;
  }

  get url() {
    return `ws://127.0.0.1:${this.#server.address().port}/api/v1`;
  }

  /** @param {(params: object, peer: Peer) => unknown} method what it returns, or resolves with, is the answer */
  on(name, method) {
    this.#methods.set(name, method);
  }

  /** The calls of one method, as parameters. */
  told(name) {
    return this.calls.filter(([method]) => method === name).map(([, params]) => params);
  }

  /** Resolves when something is true, which is looked at after each message. */
  async until(condition) {
    while (!condition()) {
      await new Promise((resolve) => this.#listeners.add(resolve));
    }
  }

  cut() {
    this.peers.forEach((peer) => peer.cut());
  }

  async stop() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #upgrade(request, socket) {
    if (this.turnAway) {
      socket.end(`HTTP/1.1 ${this.turnAway} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.connections++;
    const proof = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const protocol = request.headers['sec-websocket-protocol'];
    socket.write(`HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${this.proof ?? proof}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`);
    const peer = new Peer(socket, protocol === cbor.protocol, (said) => this.#hear(peer, said));
    this.peers.add(peer);
    socket.on('close', () => {
      this.peers.delete(peer);
      this.#wake();
    });
  }

  async #hear(peer, { id, method, params }) {
    this.calls.push([method, params, id]);
    this.#wake();
    let answer;
    try {
      const result = await (this.#methods.get(method) ?? unknown)(params, peer, id);
      answer = { result };
    } catch (failure) {
      answer = { error: { code: -32000, message: failure.message, data: { code: failure.code ?? 'internal', retry: failure.retry ?? false } } };
    }
    if (id !== undefined && answer.result !== SILENCE) {
      peer.say({ jsonrpc: '2.0', id, ...answer });
    }
    this.#wake();
  }

  #wake() {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    listeners.forEach((listener) => listener());
  }
}

function unknown() {
  throw new Refusal('unknown_method');
}

export class Peer {
  closeCode = null;
  pongs = [];
  #socket;
  #binary;
  #buffer = Buffer.alloc(0);
  #hear;

  constructor(socket, binary, hear) {
    this.#socket = socket;
    this.#binary = binary;
    this.#hear = hear;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
  }

  say(message) {
    this.raw(this.#binary ? frame(0x82, Buffer.from(cbor.encode(message))) : frame(0x81, Buffer.from(JSON.stringify(message))));
  }

  notify(method, params) {
    this.say({ jsonrpc: '2.0', method, params });
  }

  raw(bytes) {
    this.#socket.write(bytes);
  }

  cut() {
    this.#socket.destroy();
  }

  /** Closes as a server does: says so, and hangs up. */
  close(code) {
    this.#socket.end(frame(0x88, Buffer.from([code >> 8, code & 0xff])));
  }

  #read(chunk) {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (let message = this.#take(); message; message = this.#take()) {
      const [opcode, payload] = message;
      if (opcode === 8) {
        this.closeCode = payload.readUInt16BE(0);
        this.#socket.end();
      } else if (opcode === 10) {
        this.pongs.push(payload.toString());
      } else {
        this.#hear(opcode === 2 ? cbor.decode(new Uint8Array(payload)) : JSON.parse(payload.toString()));
      }
    }
  }

  #take() {
    const buffer = this.#buffer;
    if (buffer.length < 6) {
      return null;
    }
    const short = buffer[1] & 0x7f;
    const start = short === 126 ? 4 : short === 127 ? 10 : 2;
    const length = start === 2 ? short : start === 4 ? buffer.readUInt16BE(2) : Number(buffer.readBigUInt64BE(2));
    if (buffer.length < start + 4 + length) {
      return null;
    }
    const mask = buffer.subarray(start, start + 4);
    const payload = Buffer.from(buffer.subarray(start + 4, start + 4 + length)).map((byte, i) => byte ^ mask[i & 3]);
    this.#buffer = buffer.subarray(start + 4 + length);
    return [buffer[0] & 0x0f, payload];
  }
}

/** A frame as servers write them, of any length. */
export function frame(first, payload) {
  const head = payload.length < 126 ? Buffer.from([first, payload.length]) : payload.length < 65_536 ? Buffer.from([first, 126, payload.length >> 8, payload.length & 0xff]) : Buffer.concat([Buffer.from([first, 127]), bigEndian(payload.length)]);
  return Buffer.concat([head, payload]);
}

function bigEndian(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}
