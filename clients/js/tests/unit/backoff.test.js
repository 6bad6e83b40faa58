// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import test from 'node:test';
import { Backoff } from '../../src/rpc/backoff.js';

test('pauses double, end at five seconds, and differ from client to client', () => {
  const pauses = Array.from({ length: 50 }, () => {
    const backoff = new Backoff();
    return Array.from({ length: 9 }, () => backoff.next());
  });
  [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000].forEach((longest, i) => {
    const tries = pauses.map((pause) => pause[i]);
    assert.ok(tries.every((millis) => millis >= longest / 2 && millis <= longest), `${tries}`);
    assert.ok(new Set(tries).size > 1);
  });
});
