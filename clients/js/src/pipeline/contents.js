// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Contents of any length, piece by piece.

import { bytesOf } from '../message/content.js';
import { callOut } from '../rpc/callout.js';
import { LinkLost } from '../rpc/link.js';

/** In base64 it is well below the longest message that the node takes. */
const PIECE = 256 << 10;

/**
 * Publishes what a source brings, on one connection: on the next one the id of the content may be that of another one.
 *
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream | Blob} source of bytes; texts are refused, since pieces of them may
 *     end in the middle of a character
 */
export async function publishPieces(session, params, source, { contentType, signal, progress } = {}) {
  const link = await session.linked(signal);
  let outcome = 'Nothing was published: begin again.';
  try {
    const { content } = await link.call('content.publish', { ...params, contentType }, { signal });
    await write(link, content, source, { signal, progress });
    outcome = 'It may have been published all the same: look before it is published again.';
    return await link.call('content.write', { content }, { signal });
  } catch (failure) {
    throw session.explained(failure, outcome);
  }
}

async function write(link, content, source, { signal, progress }) {
  try {
    for await (const piece of piecesOf(source)) {
      const { takenBytes } = await link.call('content.write', { content, base64: link.encoding.ofBytes(piece) }, { signal });
      callOut(progress, { stage: 'sending', done: takenBytes, of: source.size ?? null, text: `${takenBytes} bytes have been handed to the node.` });
    }
  } catch (failure) {
    link.tell('subscription.cancel', { subscription: content });
    throw failure;
  }
}

export async function* piecesOf(source) {
  for await (const chunk of chunksOf(source)) {
    const bytes = bytesOf(chunk);
    for (let i = 0; i < bytes.length; i += PIECE) {
      yield bytes.subarray(i, i + PIECE);
    }
  }
}

/** Streams can be read in a loop everywhere but in Safari. */
function chunksOf(source) {
  const stream = source instanceof Blob ? source.stream() : source;
  return typeof stream.getReader === 'function' && !(Symbol.asyncIterator in stream) ? readAll(stream.getReader()) : stream;
}

async function* readAll(reader) {
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      yield part.value;
    }
  } finally {
    await reader.cancel();
  }
}

/** The bytes of a message's content, waiting for what is not there yet; goes on where it was when the connection was lost. */
export async function* readPieces(session, params, { fromBytes = 0, signal, progress } = {}) {
  let at = fromBytes;
  for (;;) {
    const link = await session.linked(signal);
    let content = null;
    try {
      const opened = await link.call('content.open', { ...params, fromBytes: at }, { signal });
      content = opened.content;
      for (;;) {
        const { base64, cameBytes } = await link.call('content.read', { content }, { signal });
        if (base64 === null) {
          content = null;
          return;
        }
        const bytes = session.encoding.toBytes(base64);
        at += bytes.length;
        callOut(progress, { stage: 'reading', done: cameBytes ?? at, of: opened.sizeBytes, text: '' });
        if (bytes.length > 0) {
          yield bytes;
        }
      }
    } catch (failure) {
      if (!(failure instanceof LinkLost) || session.closed.aborted) {
        throw session.closed.aborted ? session.closed.reason : failure;
      }
      content = null;
    } finally {
      if (content !== null) {
        link.tell('subscription.cancel', { subscription: content });
      }
    }
  }
}
