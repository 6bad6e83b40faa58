// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

const SHORTEST = 100;
const LONGEST = 5_000;

/** How long to wait before each next try, in milliseconds: twice as long each time, up to five seconds, and by chance up to half of it less. */
export class Backoff {
  #next = SHORTEST;

  next() {
    const longest = this.#next;
    this.#next = Math.min(LONGEST, longest * 2);
    return longest * (0.5 + Math.random() / 2);
  }
}
