// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { Content } from './content.js';

/** A message that arrived, with the fields of the notification `message`. */
export class Message extends Content {
  constructor(row, encoding) {
    super(row, encoding);
    this.id = row.message;
    this.packet = row.packet;
    this.index = row.index;
    this.pipeline = row.pipeline;
    this.author = row.author;
    this.name = row.name;
    this.seq = row.seq;
    this.time = new Date(row.time);
    this.received = new Date(row.received);
    this.key = row.key ?? null;
    this.preview = row.preview === true;
    /** Of a content above 1 MiB, which is no part of the message; else null. */
    this.sizeBytes = row.sizeBytes ?? null;
    /** Whether all of it is on this node. */
    this.here = row.here ?? true;
  }
}

/** The messages that a notification brings, alone or several at once. */
export function messagesIn(method, params, encoding) {
  const rows = method === 'messages' ? params.messages : method === 'message' ? [params.message] : [];
  return rows.map((row) => new Message(row, encoding));
}

/** So many come at once where they are there. */
export const BATCH = 64;
