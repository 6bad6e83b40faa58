// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// How streams of messages begin, and go on when the connection was lost.

import { unreachable } from '../errors.js';
import { BATCH, messagesIn } from '../message/message.js';

/** Everything from a place on, without an end. */
export function following(session, params, { from = 'now', cursor, onSkipped } = {}) {
  const began = new Date().toISOString();
  const reading = { ...params, batch: BATCH };
  const place = cursor === undefined ? { from: placeOf(from) } : { cursor };
  // What came between the beginning and the loss belongs to it as well.
  const beginning = cursor === undefined && from === 'now' ? { from: began } : place;
  return {
    method: 'pipeline.subscribe',
    params: { ...reading, ...place },
    take: (method, told) => messagesIn(method, told, session.encoding),
    gap: onSkipped,
    resume: (last) => ({ ...reading, ...(last ? behind(last) : beginning) }),
  };
}

/** What the node has now. */
export function past(session, params, { from = 'start', order = 'arrival', newest, before } = {}) {
  const reading = { ...params, batch: BATCH };
  const place = newest === undefined ? { from: placeOf(from), order } : { newest, ...endOf(before) };
  const inOrderOfArrival = newest === undefined && order === 'arrival';
  return {
    method: 'pipeline.history',
    params: { ...reading, ...place },
    take: (method, told) => messagesIn(method, told, session.encoding),
    resume: (last) => {
      if (last !== null && (last.preview || !inOrderOfArrival)) {
        throw unreachable('The connection to the node was lost while this was read. Read it again.');
      }
      return { ...reading, ...(last ? behind(last) : place) };
    },
  };
}

function behind({ author, seq, index }) {
  return { after: { author, seq, index } };
}

/** A message is found by its place with less ado than by its name. */
function endOf(before) {
  return before?.seq === undefined ? { before: placeOf(before) } : { beforeMessage: { author: before.author, seq: before.seq, index: before.index } };
}

/** Times are given as dates, messages as they came. */
function placeOf(place) {
  return place instanceof Date ? place.toISOString() : (place?.id ?? place);
}
