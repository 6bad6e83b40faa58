// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/** So many messages one call publishes at most. */
const MOST_MESSAGES = 1_024;

/** So many bytes share a call: however they are escaped, it is shorter than the longest that the node reads. */
const MOST_BYTES = 256 << 10;

/** What surrounds a message in a call, in bytes. */
const OWN_BYTES = 64;

/** What the node takes for certain. Among several messages, one that it refuses would be all of them that fail. */
const USUAL_TYPE = /^(?!application\/vnd\.pipes)[\x21-\x7e]{1,100}$/;
const USUAL_KEY = /^[^\p{Cs}]{1,64}$/u;

/** Whether a message, as the node is told it, may be beside others in a call. */
export function isUsual({ contentType = 'text/plain', key = 'none' }) {
  return typeof contentType === 'string' && USUAL_TYPE.test(contentType) && typeof key === 'string' && USUAL_KEY.test(key);
}

/**
 * What one call publishes: what the application has said in one piece, or messages that it said one by one while another call was under way.
 *
 * What it has said is
 * - `params`, and how many `messages` of how many `bytes` that are,
 * - `isPlain`: whether it is one message that others may be beside in a call; then it has no signal,
 * - `signal`, `progress`: how it is called,
 * - `resolve`, `reject`: who waits for the answer.
 */
export class Share {
  #said;
  #bytes = 0;
  #isOpen;
  /** Of the first message, once it has one. */
  number = 0;

  constructor(said) {
    this.#said = [said];
    this.#bytes = said.bytes;
    this.#isOpen = said.isPlain && said.bytes <= MOST_BYTES;
    /** Whether it is worth waiting for others. */
    this.isShared = this.#isOpen;
  }

  /** Whether this message is part of it now. */
  takes(said) {
    const bytes = this.#bytes + said.bytes + OWN_BYTES;
    const fits = this.#isOpen && said.isPlain && bytes <= MOST_BYTES && this.#said.length < MOST_MESSAGES;
    if (fits) {
      this.#said.push(said);
      this.#bytes = bytes;
    }
    return fits;
  }

  /** It goes out: nobody else comes in. */
  close() {
    this.#isOpen = false;
  }

  get messages() {
    return this.#said.length === 1 ? this.#said[0].messages : this.#said.length;
  }

  /** The number of the last one. */
  get last() {
    return this.number + this.messages - 1;
  }

  get isSeveral() {
    return this.#said.length > 1;
  }

  get params() {
    return this.isSeveral ? { messages: this.#said.map(({ params }) => params) } : this.#said[0].params;
  }

  get signal() {
    return this.#said[0].signal;
  }

  get progress() {
    return this.#said[0].progress;
  }

  resolve(answer) {
    this.#said.forEach((said, i) => said.resolve(this.isSeveral ? oneOf(answer, i) : answer));
  }

  reject(why) {
    this.#said.forEach((said) => said.reject(why));
  }

  /** Some of it was done. @param {(number: number) => boolean} isStored */
  settle(isStored, why) {
    this.#said.forEach((said, i) => (isStored(this.number + i) ? said.resolve({ message: null, packet: null, receipt: 'stored' }) : said.reject(why)));
  }
}

/** As a message is answered that was alone. */
function oneOf(answer, i) {
  const { messages, receipt, repeated } = answer ?? {};
  const message = messages?.[i] ?? null;
  return { message, packet: message === null ? null : String(message).split('.')[0], receipt, ...(repeated !== undefined && { repeated }) };
}
