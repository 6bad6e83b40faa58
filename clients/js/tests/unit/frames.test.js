// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameReader, Opcode, writeFrame } from '../../src/wire/frames.js';
import { frame } from '../support/scripted-node.js';

function read(chunks, mostBytes = 1 << 20) {
  const told = [];
  const reader = new FrameReader(mostBytes, (opcode, payload) => told.push([opcode, payload.toString()]));
  chunks.forEach((chunk) => reader.read(Buffer.from(chunk)));
  return told;
}

test('the examples of RFC 6455', () => {
  const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
  assert.deepEqual([...writeFrame(Opcode.TEXT, Buffer.from('Hello'), mask)], [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
  assert.deepEqual(read([[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]]), [[Opcode.TEXT, 'Hello']]);
  assert.deepEqual(read([[0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]]), [[Opcode.TEXT, 'Hello']]);
});

test('a message is the same wherever its bytes are cut', () => {
  const bytes = Buffer.concat([
    frame(0x01, Buffer.from('a'.repeat(130))),
    frame(0x89, Buffer.from('ping')),
    frame(0x80, Buffer.from('b'.repeat(70_000))),
    frame(0x82, Buffer.from('')),
  ]);
  const whole = read([bytes]);
  assert.deepEqual(whole.map(([opcode, text]) => [opcode, text.length]), [[Opcode.PING, 4], [Opcode.TEXT, 70_130], [Opcode.BINARY, 0]]);
  for (const cut of [1, 2, 3, 4, 5, 133, 134, 135, 139, 141, 150, 151, bytes.length - 2, bytes.length - 1]) {
    assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole, `cut at ${cut}`);
  }
  assert.deepEqual(read([...bytes.subarray(0, 200)].map((byte) => [byte]).concat([bytes.subarray(200)])), whole);
});

for (const [what, bytes, code] of [
  ['reserved bits', [0xc1, 0], 1002],
  ['a masked frame', [0x81, 0x80, 1, 2, 3, 4], 1002],
  ['an unknown kind', [0x83, 0], 1002],
  ['an unknown control frame', [0x8b, 0], 1002],
  ['a control frame in parts', [0x09, 0], 1002],
  ['a long control frame', [0x89, 126, 0, 126], 1002],
  ['an end without a beginning', [0x80, 0], 1002],
  ['a beginning in a message', [0x01, 0, 0x81, 0], 1002],
  ['a length that nobody has', [0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1009],
  ['a message that is too long', [0x82, 11], 1009],
  ['parts that are too long together', [0x02, 6, 1, 2, 3, 4, 5, 6, 0x80, 6], 1009],
  ['endless empty parts', [0x02, 0, ...Array(11).fill([0x00, 0]).flat()], 1009],
]) {
  test(`what breaks the rules is found out: ${what}`, () => {
    assert.throws(() => read([bytes], 10), { closeCode: code });
  });
}
