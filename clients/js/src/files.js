// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Files that the node makes or takes piece by piece: archives and backups. They belong to one connection: on the next
// one their ids may name something else.

import { piecesOf } from './pipeline/contents.js';
import { callOut } from './rpc/callout.js';

/**
 * The pieces of a file that the node makes.
 *
 * @param {'archive' | 'backup'} noun
 * @param {string} method begins it
 */
export async function* fileFrom(session, noun, method, params, { signal, progress } = {}) {
  const link = await session.linked(signal);
  let file = null;
  let done = 0;
  try {
    ({ [noun]: file } = await link.call(method, params, { signal }));
    for (;;) {
      const { base64 } = await link.call(`${noun}.read`, { [noun]: file }, { signal });
      if (base64 === null) {
        file = null;
        return;
      }
      const bytes = session.encoding.toBytes(base64);
      done += bytes.length;
      callOut(progress, { stage: 'writing', done, of: null, text: `${done} bytes have been written.` });
      yield bytes;
    }
  } catch (failure) {
    throw session.explained(failure, 'The file is not complete: begin again.');
  } finally {
    letGo(link, file);
  }
}

/**
 * Hands a file to the node.
 *
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream | Blob} source
 * @returns {Promise<object>} what has become of it
 */
export async function fileTo(session, noun, method, params, source, { signal, progress } = {}) {
  const link = await session.linked(signal);
  let file = null;
  let done = 0;
  let outcome = 'The node has not taken all of the file: begin again.';
  try {
    ({ [noun]: file } = await link.call(method, params, { signal }));
    for await (const piece of piecesOf(source)) {
      await link.call(`${noun}.write`, { [noun]: file, base64: link.encoding.ofBytes(piece) }, { signal });
      done += piece.length;
      callOut(progress, { stage: 'reading', done, of: source.size ?? null, text: `${done} bytes have been read.` });
    }
    outcome = 'All of the file may have been taken all the same: look, or begin again.';
    return await link.call(`${noun}.write`, { [noun]: file }, { signal });
  } catch (failure) {
    letGo(link, file);
    throw session.explained(failure, outcome);
  }
}

function letGo(link, file) {
  if (file !== null) {
    link.tell('subscription.cancel', { subscription: file });
  }
}
