// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// What a message says, as Payload of the Java sides does, but with words of 32 bits, which JavaScript counts in without objects.

/** One of a stream. */
export const NEXT = 0;
/** The last one of a stream. */
export const LAST = 1;
/** Wants to be sent back. */
export const ECHO = 2;

const HEAD_BYTES = 12;
const WORD_BYTES = 4;
const SPREAD = 0x9e3779b9;

export function make(bytes, round, kind, number) {
  const message = Buffer.allocUnsafe(bytes);
  message.writeInt32BE(round, 0);
  message.writeInt32BE(kind, 4);
  message.writeInt32BE(number, 8);
  let word = Math.imul(number, SPREAD);
  for (let at = HEAD_BYTES; at + WORD_BYTES <= bytes; at += WORD_BYTES) {
    message.writeInt32BE(word++ | 0, at);
  }
  return message;
}

/** @param {Uint8Array} message */
export function read(message) {
  const buffer = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  return { buffer, round: buffer.readInt32BE(0), kind: buffer.readInt32BE(4), number: buffer.readInt32BE(8) };
}

/** Whether the contents are those that were sent under the message's number. */
export function isWhole({ buffer, number }, bytes) {
  if (buffer.length !== bytes) {
    return false;
  }
  let word = Math.imul(number, SPREAD);
  for (let at = HEAD_BYTES; at + WORD_BYTES <= bytes; at += WORD_BYTES) {
    if (buffer.readInt32BE(at) !== (word++ | 0)) {
      return false;
    }
  }
  return true;
}
