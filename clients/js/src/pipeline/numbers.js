// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/**
 * The numbers of one producer's messages, and behind which other one each is to stand: the last one before it that has not failed, which the node
 * may not know. What is stored stands behind all before it.
 */
export class Numbers {
  #last = 0;
  #stored = 0;
  /** What others may stand behind, in order: the last messages of calls that are under way, and of the last one that is stored. */
  #standing = [];

  /** @returns {number} of the first of so many messages */
  take(messages) {
    this.#last += messages;
    return this.#last - messages + 1;
  }

  /** A call is under way, and this is the number of its last message. */
  begun(number) {
    this.#standing.splice(this.#standing.findLastIndex((one) => one < number) + 1, 0, number);
  }

  stored(number) {
    this.#stored = Math.max(this.#stored, number);
    this.#standing = this.#standing.filter((one) => one >= number);
  }

  failed(number) {
    this.#standing = this.#standing.filter((one) => one !== number);
  }

  /** @returns {number | undefined} behind which one this one is to stand */
  behind(number) {
    return this.#standing.findLast((one) => one < number);
  }

  isStored(number) {
    return number <= this.#stored;
  }
}
