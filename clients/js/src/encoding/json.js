// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { fromBase64, toBase64 } from './base64.js';
import { utf8Length } from './utf8.js';

/** Messages as JSON; bytes are in base64. */
export const json = {
  protocol: 'pipes.json.v1',
  encode: JSON.stringify,
  lengthOf: utf8Length,
  decode: (text) => {
    if (typeof text !== 'string') {
      throw new SyntaxError('Bytes came where texts are spoken.');
    }
    return JSON.parse(text);
  },
  ofBytes: toBase64,
  toBytes: fromBase64,
};
