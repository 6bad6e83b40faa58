// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// What the protocol uses of CBOR (RFC 8949): definite lengths, no tags, keys that are texts.

const Major = { UNSIGNED: 0, NEGATIVE: 1, BYTES: 2, TEXT: 3, ARRAY: 4, MAP: 5, SIMPLE: 7 };
const Simple = { FALSE: 0xf4, TRUE: 0xf5, NULL: 0xf6, HALF: 0xf9, SINGLE: 0xfa, DOUBLE: 0xfb };

const DEEPEST = 32;

/** Messages as CBOR; bytes are bytes. */
export const cbor = {
  protocol: 'pipes.cbor.v1',
  encode: (value) => {
    const writer = new Writer();
    writer.write(value);
    return writer.bytes();
  },
  lengthOf: (encoded) => encoded.length,
  decode: (data) => {
    if (!(data instanceof Uint8Array)) {
      throw new SyntaxError('A text came where bytes are spoken.');
    }
    return new Reader(data).whole();
  },
  ofBytes: (bytes) => bytes,
  toBytes: (bytes) => {
    if (!(bytes instanceof Uint8Array)) {
      throw new SyntaxError('There is something else where bytes should be.');
    }
    return bytes;
  },
};

class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  bytes() {
    return this.#bytes.subarray(0, this.#length);
  }

  write(value) {
    switch (typeof value) {
      case 'boolean':
        return this.#byte(value ? Simple.TRUE : Simple.FALSE);
      case 'number':
        return Number.isSafeInteger(value) ? this.#integer(BigInt(value)) : this.#double(value);
      case 'bigint':
        return this.#integer(value);
      case 'string':
        return this.#string(Major.TEXT, new TextEncoder().encode(value));
      default:
        return this.#object(value);
    }
  }

  #object(value) {
    if (value === null || value === undefined) {
      this.#byte(Simple.NULL);
    } else if (value instanceof Uint8Array) {
      this.#string(Major.BYTES, value);
    } else if (Array.isArray(value)) {
      this.#head(Major.ARRAY, BigInt(value.length));
      value.forEach((one) => this.write(one));
    } else {
      const entries = Object.entries(value).filter(([, one]) => one !== undefined);
      this.#head(Major.MAP, BigInt(entries.length));
      entries.forEach(([name, one]) => {
        this.write(name);
        this.write(one);
      });
    }
  }

  #integer(value) {
    if (value >= 0n) {
      this.#head(Major.UNSIGNED, value);
    } else {
      this.#head(Major.NEGATIVE, -1n - value);
    }
  }

  #string(major, bytes) {
    this.#head(major, BigInt(bytes.length));
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #double(value) {
    this.#byte(Simple.DOUBLE);
    this.#room(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** In the shortest form. */
  #head(major, value) {
    const top = major << 5;
    this.#room(9);
    if (value < 24n) {
      this.#byte(top | Number(value));
    } else if (value < 1n << 8n) {
      this.#byte(top | 24);
      this.#byte(Number(value));
    } else if (value < 1n << 16n) {
      this.#byte(top | 25);
      this.#view.setUint16(this.#length, Number(value));
      this.#length += 2;
    } else if (value < 1n << 32n) {
      this.#byte(top | 26);
      this.#view.setUint32(this.#length, Number(value));
      this.#length += 4;
    } else if (value < 1n << 64n) {
      this.#byte(top | 27);
      this.#view.setBigUint64(this.#length, value);
      this.#length += 8;
    } else {
      throw new RangeError('A whole number has at most 64 bits.');
    }
  }

  #byte(value) {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  #room(more) {
    if (this.#length + more > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
      larger.set(this.bytes());
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
  }
}

/** Lengths are believed only as far as there are bytes. */
class Reader {
  #bytes;
  #view;
  #place = 0;
  #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole() {
    const value = this.#read(0);
    if (this.#place !== this.#bytes.length) {
      throw new SyntaxError('There is something behind the item.');
    }
    return value;
  }

  #read(depth) {
    if (depth > DEEPEST) {
      throw new SyntaxError(`Items are nested more than ${DEEPEST} deep.`);
    }
    const first = this.#take(1)[0];
    const major = first >> 5;
    if (major === Major.SIMPLE) {
      return this.#simple(first);
    }
    const argument = this.#argument(first & 0x1f);
    switch (major) {
      case Major.UNSIGNED:
        return narrow(argument);
      case Major.NEGATIVE:
        return narrow(-1n - argument);
      case Major.BYTES:
        return this.#take(Number(argument)).slice();
      case Major.TEXT:
        return this.#utf8.decode(this.#take(Number(argument)));
      case Major.ARRAY:
        return this.#array(Number(argument), depth);
      case Major.MAP:
        return this.#map(Number(argument), depth);
      default:
        throw new SyntaxError('Tags are not spoken here.');
    }
  }

  #simple(first) {
    switch (first) {
      case Simple.FALSE:
        return false;
      case Simple.TRUE:
        return true;
      case Simple.NULL:
        return null;
      case Simple.HALF:
        return half(this.#number(2, (at) => this.#view.getUint16(at)));
      case Simple.SINGLE:
        return this.#number(4, (at) => this.#view.getFloat32(at));
      case Simple.DOUBLE:
        return this.#number(8, (at) => this.#view.getFloat64(at));
      default:
        throw new SyntaxError('A simple value that is not spoken here.');
    }
  }

  #argument(short) {
    switch (short) {
      case 24:
        return BigInt(this.#take(1)[0]);
      case 25:
        return BigInt(this.#number(2, (at) => this.#view.getUint16(at)));
      case 26:
        return BigInt(this.#number(4, (at) => this.#view.getUint32(at)));
      case 27:
        return this.#number(8, (at) => this.#view.getBigUint64(at));
      default:
        if (short > 27) {
          throw new SyntaxError('Lengths are definite here.');
        }
        return BigInt(short);
    }
  }

  #array(length, depth) {
    this.#check(length);
    return Array.from({ length }, () => this.#read(depth + 1));
  }

  #map(length, depth) {
    this.#check(length * 2);
    const map = new Map();
    for (let i = 0; i < length; i++) {
      const name = this.#read(depth + 1);
      if (typeof name !== 'string' || map.has(name)) {
        throw new SyntaxError('A name is no text, or is there twice.');
      }
      map.set(name, this.#read(depth + 1));
    }
    return Object.fromEntries(map);
  }

  #number(bytes, read) {
    const at = this.#place;
    this.#take(bytes);
    return read(at);
  }

  #take(length) {
    this.#check(length);
    const taken = this.#bytes.subarray(this.#place, this.#place + length);
    this.#place += length;
    return taken;
  }

  /** Each item has a byte at least. */
  #check(length) {
    if (length > this.#bytes.length - this.#place) {
      throw new SyntaxError('It ends in the middle of an item.');
    }
  }
}

/** A number where it is exact, as everywhere in JavaScript; else a bigint. */
function narrow(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function half(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) {
    return fraction ? NaN : sign * Infinity;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
