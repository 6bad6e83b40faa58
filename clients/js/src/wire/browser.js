// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// A wire carries whole messages, texts or bytes, in both directions until one side closes it. This one is the browser's.

import { unreachable } from '../errors.js';

/**
 * @param {string} url
 * @param {string} protocol the sub-protocol
 * @param {{message: (data: string | Uint8Array) => void, closed: (code: number, reason: string) => void}} hear
 * @param {AbortSignal} [signal] gives up opening
 * @returns {Promise<{send: (data: string | Uint8Array) => void, close: () => void}>}
 */
export function openWire(url, protocol, hear, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const socket = new WebSocket(url, protocol);
    socket.binaryType = 'arraybuffer';
    const giveUp = () => {
      socket.close();
      reject(signal.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    let open = false;
    socket.onopen = () => {
      signal?.removeEventListener('abort', giveUp);
      open = true;
      resolve({ send: (data) => socket.send(data), close: () => socket.close(1000) });
    };
    socket.onmessage = ({ data }) => hear.message(typeof data === 'string' ? data : new Uint8Array(data));
    socket.onclose = ({ code, reason }) => {
      signal?.removeEventListener('abort', giveUp);
      if (open) {
        hear.closed(code, reason);
      } else {
        // A browser tells a page no more than that.
        reject(unreachable(`Nobody answers at ${url}, or the node does not let this page in.`));
      }
    };
  });
}
