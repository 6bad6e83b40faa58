// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Files that the node makes or takes piece by piece: archives and backups. When the connection is lost they begin anew.

import { piecesOf } from './pipeline/contents.js';

/**
 * The pieces of a file that the node makes.
 *
 * @param {'archive' | 'backup'} noun
 * @param {string} method begins it
 */
export async function* fileFrom(session, noun, method, params, { signal, progress } = {}) {
  const once = { signal, repeat: () => false };
  let { [noun]: file } = await session.call(method, params, once);
  let done = 0;
  try {
    for (;;) {
      const { base64 } = await session.call(`${noun}.read`, { [noun]: file }, once);
      if (base64 === null) {
        file = null;
        return;
      }
      const bytes = session.encoding.toBytes(base64);
      done += bytes.length;
      progress?.({ stage: 'writing', done, of: null, text: `${done} bytes have been written.` });
      yield bytes;
    }
  } finally {
    letGo(session, file);
  }
}

/**
 * Hands a file to the node.
 *
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream | Blob} source
 * @returns {Promise<object>} what has become of it
 */
export async function fileTo(session, noun, method, params, source, { signal, progress } = {}) {
  const once = { signal, repeat: () => false };
  const { [noun]: file } = await session.call(method, params, once);
  let done = 0;
  try {
    for await (const piece of piecesOf(source)) {
      await session.call(`${noun}.write`, { [noun]: file, base64: session.encoding.ofBytes(piece) }, once);
      done += piece.length;
      progress?.({ stage: 'reading', done, of: source.size ?? null, text: `${done} bytes have been read.` });
    }
    return await session.call(`${noun}.write`, { [noun]: file }, once);
  } catch (failure) {
    letGo(session, file);
    throw failure;
  }
}

function letGo(session, file) {
  if (file !== null) {
    session.call('subscription.cancel', { subscription: file }).catch(() => {});
  }
}
