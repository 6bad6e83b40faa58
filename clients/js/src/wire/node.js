// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// The wire of Node.js, which has no WebSocket client of its own before version 22.

import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { PipesError, unreachable } from '../errors.js';
import { FrameError, FrameReader, Opcode, writeFrame } from './frames.js';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const VERSION = '13';

/** The node lets no more than this wait for a reader, so no message of it is longer. */
const MOST_BYTES = 16 << 20;

/** A node pings each 30 s: who hears nothing for longer than two of them is alone, in milliseconds. */
const LONGEST_SILENCE = 75_000;

/** Who does not answer a close within this time is disconnected, in milliseconds. */
const CLOSE_PATIENCE = 5_000;

/** As the browser's {@link import('./browser.js').openWire}. */
export function openWire(url, protocol, hear, signal) {
  return new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64');
    const request = requestFor(url, {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': VERSION,
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Protocol': protocol,
    }, signal);
    request.on('upgrade', (response, socket, head) => {
      try {
        check(response.headers, key, protocol);
      } catch (wrong) {
        socket.destroy();
        reject(wrong);
        return;
      }
      resolve(new NodeWire(socket, head, hear));
    });
    request.on('response', (response) => {
      response.destroy();
      reject(turnedAway(url, response.statusCode));
    });
    request.on('error', (failure) =>
      reject(signal?.aborted ? signal.reason : unreachable(`Nobody answers at ${url}: ${failure.message}.`, failure)));
    request.end();
  });
}

function requestFor(url, headers, signal) {
  const { protocol, href } = new URL(url);
  const [client, place] = protocol === 'wss:' ? [https, href.replace(/^wss/, 'https')] : [http, href.replace(/^ws/, 'http')];
  return client.request(place, { headers, signal, agent: false });
}

function check(headers, key, protocol) {
  const proof = createHash('sha1').update(key + GUID).digest('base64');
  if (headers['sec-websocket-accept'] !== proof) {
    throw unreachable('What answers there is no WebSocket server.');
  }
  if (headers['sec-websocket-extensions'] !== undefined || headers['sec-websocket-protocol'] !== protocol) {
    throw unreachable(`What answers there does not speak ${protocol}.`);
  }
}

function turnedAway(url, status) {
  if (status === 503) {
    return new PipesError('busy', 'The node has as many clients as it takes. Try again later.', { retry: true });
  }
  return status === 421 || status === 403
    ? new PipesError('refused', `The node does not serve ${url} (HTTP ${status}). Call it by the address it listens at.`)
    : unreachable(`There is no API at ${url} (HTTP ${status}).`);
}

class NodeWire {
  #socket;
  #hear;
  #reader = new FrameReader(MOST_BYTES, (opcode, payload) => this.#frame(opcode, payload));
  #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** @type {[number, string]} what is told when the socket has gone */
  #end = [1006, 'The connection was lost.'];
  #closing = false;
  #silence;

  constructor(socket, head, hear) {
    this.#socket = socket;
    this.#hear = hear;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(this.#silence);
      hear.closed(...this.#end);
    });
    this.#silence = setTimeout(() => this.#alone(), LONGEST_SILENCE);
    this.#silence.unref();
    // What came with the answer is read when the wire has been handed over.
    if (head.length > 0) {
      socket.unshift(head);
    }
  }

  /** @param {string | Uint8Array} data */
  send(data) {
    if (!this.#closing) {
      const text = typeof data === 'string';
      this.#write(text ? Opcode.TEXT : Opcode.BINARY, text ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    }
  }

  close(code = 1000, reason = '') {
    if (!this.#closing) {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      this.#write(Opcode.CLOSE, payload);
      this.#closing = true;
      this.#end = [code, reason];
      this.#socket.end();
      const timer = setTimeout(() => this.#socket.destroy(), CLOSE_PATIENCE);
      timer.unref();
      this.#socket.once('close', () => clearTimeout(timer));
    }
  }

  #alone() {
    this.#end = [1006, `Nothing was heard of the node for ${LONGEST_SILENCE / 1000} s.`];
    this.#socket.destroy();
  }

  #write(opcode, payload) {
    this.#socket.write(writeFrame(opcode, payload, randomBytes(4)));
  }

  #read(chunk) {
    this.#silence.refresh();
    try {
      if (!this.#closing) {
        this.#reader.read(chunk);
      }
    } catch (wrong) {
      if (!(wrong instanceof FrameError)) {
        throw wrong;
      }
      this.close(wrong.closeCode, wrong.message);
      this.#socket.destroy();
    }
  }

  #frame(opcode, payload) {
    if (this.#closing) {
      return;
    }
    switch (opcode) {
      case Opcode.PING:
        this.#write(Opcode.PONG, payload);
        break;
      case Opcode.CLOSE:
        this.#closed(payload);
        break;
      case Opcode.TEXT:
        this.#hear.message(this.#text(payload));
        break;
      case Opcode.BINARY:
        this.#hear.message(new Uint8Array(payload));
        break;
    }
  }

  #closed(payload) {
    const [code, reason] = payload.length < 2 ? [1005, ''] : [payload.readUInt16BE(), this.#text(payload.subarray(2))];
    this.close(1000);
    this.#end = [code, reason];
  }

  #text(payload) {
    try {
      return this.#utf8.decode(payload);
    } catch (wrong) {
      throw new FrameError(1007, `A text is no UTF-8: ${wrong.message}.`);
    }
  }
}
