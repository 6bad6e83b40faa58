// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import test from 'node:test';
import { cbor } from '../../src/encoding/cbor.js';

const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));

// Of appendix A of RFC 8949.
for (const [bytes, value] of [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903e8', 1000],
  ['1a000f4240', 1000000],
  ['1b000000e8d4a51000', 1000000000000],
  ['1bffffffffffffffff', 18446744073709551615n],
  ['3bffffffffffffffff', -18446744073709551616n],
  ['20', -1],
  ['3903e7', -1000],
  ['fb3ff199999999999a', 1.1],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['4401020304', new Uint8Array([1, 2, 3, 4])],
  ['60', ''],
  ['62c3bc', 'ü'],
  ['64f0908591', '\u{10151}'],
  ['83010203', [1, 2, 3]],
  ['a0', {}],
  ['a26161016162820203', { a: 1, b: [2, 3] }],
]) {
  test(`${bytes} is read and written`, () => {
    assert.deepEqual(cbor.decode(hex(bytes)), value);
    assert.equal(Buffer.from(cbor.encode(value)).toString('hex'), bytes);
  });
}

for (const [bytes, value] of [['f93c00', 1], ['f97bff', 65504], ['f90001', 5.960464477539063e-8], ['f9c400', -4], ['f97c00', Infinity], ['fa47c35000', 100000]]) {
  test(`the shorter float ${bytes} is read`, () => assert.equal(cbor.decode(hex(bytes)), value));
}

for (const [what, bytes] of [
  ['nothing', ''],
  ['something behind', '0000'],
  ['half an item', '1903'],
  ['a text beyond the end', '7bffffffffffffffff'],
  ['bytes beyond the end', '5affffffff00'],
  ['an array longer than the message', '9affffffff'],
  ['a map longer than the message', 'baffffffff'],
  ['a tag', 'c001'],
  ['an indefinite length', '9f01ff'],
  ['undefined', 'f7'],
  ['no UTF-8', '61ff'],
  ['a name that is no text', 'a10101'],
  ['a name twice', 'a2616101616102'],
  ['too deep', `${'81'.repeat(1000)}00`],
]) {
  test(`${what} is no message`, () => assert.throws(() => cbor.decode(hex(bytes))));
}

test('names that mean something to JavaScript are names', () => {
  const read = cbor.decode(cbor.encode(JSON.parse('{"__proto__":{"polluted":true}}')));
  assert.equal(read.polluted, undefined);
  assert.deepEqual(Object.keys(read), ['__proto__']);
});

test('what is undefined is left out, and long texts and many entries are whole', () => {
  const value = { long: 'ä'.repeat(70_000), many: Array.from({ length: 300 }, (_, i) => i * 1000), gone: undefined };
  assert.deepEqual(cbor.decode(cbor.encode(value)), { long: value.long, many: value.many });
});
