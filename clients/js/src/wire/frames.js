// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Frames of RFC 6455, as a client reads and writes them.

export const Opcode = { CONTINUATION: 0, TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 };

const FINAL = 0x80;
const MASKED = 0x80;
const RESERVED = 0x70;
const LENGTH_OF_2_BYTES = 126;
const LENGTH_OF_8_BYTES = 127;
const MOST_CONTROL_BYTES = 125;

/** The other side does not keep to the protocol. */
export class FrameError extends Error {
  /** @param {number} closeCode to close with */
  constructor(closeCode, message) {
    super(message);
    this.closeCode = closeCode;
  }
}

/**
 * A whole frame, masked as those of clients must be.
 *
 * @param {Buffer} payload
 * @param {Buffer} mask 4 random bytes
 */
export function writeFrame(opcode, payload, mask) {
  const head = headOf(payload.length);
  head[0] = FINAL | opcode;
  const frame = Buffer.allocUnsafe(head.length + mask.length + payload.length);
  head.copy(frame);
  mask.copy(frame, head.length);
  const start = head.length + mask.length;
  for (let i = 0; i < payload.length; i++) {
    frame[start + i] = payload[i] ^ mask[i & 3];
  }
  return frame;
}

function headOf(length) {
  if (length < LENGTH_OF_2_BYTES) {
    return Buffer.from([0, MASKED | length]);
  }
  if (length < 1 << 16) {
    const head = Buffer.from([0, MASKED | LENGTH_OF_2_BYTES, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[1] = MASKED | LENGTH_OF_8_BYTES;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** Makes messages of the bytes that come, however they are cut. */
export class FrameReader {
  #mostBytes;
  #told;
  /** @type {Buffer[]} what came and was not read yet */
  #chunks = [];
  #buffered = 0;
  /** @type {Buffer[]} the parts of a message that is not whole */
  #parts = [];
  #partBytes = 0;
  #kind = null;
  /** @type {{final: boolean, opcode: number, length: number} | null} whose payload is awaited */
  #head = null;

  /**
   * @param {number} mostBytes of a message
   * @param {(opcode: number, payload: Buffer) => void} told each whole message and each control frame
   */
  constructor(mostBytes, told) {
    this.#mostBytes = mostBytes;
    this.#told = told;
  }

  /**
   * @param {Buffer} chunk
   * @throws {FrameError} after which nothing more is to be read
   */
  read(chunk) {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#step());
  }

  /** @returns {boolean} whether there may be more to do with what is there */
  #step() {
    this.#head ??= this.#readHead();
    if (this.#head === null || this.#buffered < this.#head.length) {
      return false;
    }
    const { final, opcode, length } = this.#head;
    this.#head = null;
    this.#frame(final, opcode, this.#take(length));
    return true;
  }

  #readHead() {
    if (this.#buffered < 2) {
      return null;
    }
    const start = this.#peek(Math.min(10, this.#buffered));
    const short = start[1] & 0x7f;
    const bytes = short === LENGTH_OF_8_BYTES ? 10 : short === LENGTH_OF_2_BYTES ? 4 : 2;
    if (start.length < bytes) {
      return null;
    }
    this.#take(bytes);
    const length = bytes === 10 ? Number(start.readBigUInt64BE(2)) : bytes === 4 ? start.readUInt16BE(2) : short;
    const head = { final: (start[0] & FINAL) !== 0, opcode: start[0] & 0x0f, length };
    this.#check(start, head);
    return head;
  }

  #check(start, { final, opcode, length }) {
    if ((start[0] & RESERVED) !== 0 || (start[1] & MASKED) !== 0) {
      throw new FrameError(1002, 'A frame has reserved bits, or is masked.');
    }
    if (!Object.values(Opcode).includes(opcode)) {
      throw new FrameError(1002, 'A frame of an unknown kind.');
    }
    if (opcode >= Opcode.CLOSE) {
      if (!final || length > MOST_CONTROL_BYTES) {
        throw new FrameError(1002, 'A control frame is cut or too long.');
      }
    } else if ((opcode === Opcode.CONTINUATION) !== (this.#kind !== null)) {
      throw new FrameError(1002, 'A message begins in the middle of another one, or goes on without a beginning.');
    } else if (this.#partBytes + length > this.#mostBytes) {
      throw new FrameError(1009, `A message is longer than ${this.#mostBytes} bytes.`);
    }
  }

  #frame(final, opcode, payload) {
    if (opcode >= Opcode.CLOSE) {
      this.#told(opcode, payload);
      return;
    }
    this.#kind ??= opcode;
    this.#parts.push(payload);
    // An empty part takes room as well.
    this.#partBytes += Math.max(1, payload.length);
    if (final) {
      const [kind, whole] = [this.#kind, this.#parts.length === 1 ? payload : Buffer.concat(this.#parts)];
      this.#parts = [];
      this.#partBytes = 0;
      this.#kind = null;
      this.#told(kind, whole);
    }
  }

  #peek(length) {
    if (this.#chunks[0].length < length) {
      this.#chunks = [Buffer.concat(this.#chunks)];
    }
    return this.#chunks[0].subarray(0, length);
  }

  #take(length) {
    if (length === 0) {
      return Buffer.alloc(0);
    }
    const taken = this.#peek(length);
    const rest = this.#chunks[0].subarray(length);
    if (rest.length === 0) {
      this.#chunks.shift();
    } else {
      this.#chunks[0] = rest;
    }
    this.#buffered -= length;
    return taken;
  }
}
