// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { utf8Length } from '../encoding/utf8.js';
import { invalid } from '../errors.js';

/**
 * What an application wants to say, as the node is told: a text, bytes, or an object with `text`, `bytes` or `json`, and `contentType` and `key`.
 *
 * @param {{ofBytes: (bytes: Uint8Array) => unknown}} encoding
 */
export function bodyOf(content, encoding) {
  if (typeof content === 'string') {
    return { text: content };
  }
  if (isBytes(content)) {
    return { base64: encoding.ofBytes(bytesOf(content)) };
  }
  const { text, bytes, json, contentType, key } = content ?? {};
  if ([text, bytes, json].filter((one) => one !== undefined).length !== 1) {
    throw invalid('Content is a text, bytes, or an object with one of text, bytes and json.');
  }
  const body = json === undefined ? bodyOf(text ?? bytes, encoding) : { text: written(json), contentType: 'application/json' };
  return { ...body, ...(contentType !== undefined && { contentType }), ...(key !== undefined && { key }) };
}

function written(json) {
  const text = JSON.stringify(json);
  if (text === undefined) {
    throw invalid(`JSON has no word for a ${typeof json}.`);
  }
  return text;
}

/** How many bytes a content has, as {@link bodyOf} makes it. */
export function sizeOf({ text, base64 }) {
  if (text !== undefined) {
    return utf8Length(text);
  }
  return typeof base64 === 'string' ? (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0) : base64.length;
}

function isBytes(content) {
  return content instanceof ArrayBuffer || ArrayBuffer.isView(content);
}

/** @returns {Uint8Array} over the same memory */
export function bytesOf(content) {
  if (!isBytes(content)) {
    throw invalid(`Bytes are a Uint8Array, an ArrayBuffer or a view of one, not ${content === null ? 'null' : `a ${typeof content}`}. TextEncoder makes them of texts.`);
  }
  return content instanceof ArrayBuffer ? new Uint8Array(content) : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}

/** What the node tells, of a message, a value, a request or an answer. */
export class Content {
  #row;
  #encoding;

  constructor(row, encoding) {
    this.#row = row;
    this.#encoding = encoding;
  }

  get contentType() {
    return this.#row.contentType;
  }

  /** As text in UTF-8, with a mark in the place of what is none. */
  get text() {
    return this.#row.text ?? new TextDecoder().decode(this.bytes);
  }

  get bytes() {
    const { text, base64 } = this.#row;
    return typeof text === 'string' ? new TextEncoder().encode(text) : this.#encoding.toBytes(base64 ?? this.#encoding.ofBytes(new Uint8Array()));
  }

  json() {
    return JSON.parse(this.text);
  }
}
