// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// How streams of messages begin, and go on when the connection was lost.

import { unreachable } from '../errors.js';
import { BATCH, messagesIn } from '../message/message.js';

/** Everything from a place on, without an end. */
export function following(session, params, { from = 'now', cursor, onSkipped } = {}) {
  const began = new Date().toISOString();
  const place = cursor === undefined ? { from: placeOf(from) } : { cursor };
  return {
    method: 'pipeline.subscribe',
    params: { ...params, ...place, batch: BATCH },
    take: (method, told) => messagesIn(method, told, session.encoding),
    gap: onSkipped,
    resume: (last) => {
      // What came between the beginning and the loss belongs to it as well.
      const next = last ? { after: { author: last.author, seq: last.seq, index: last.index } } : from === 'now' && cursor === undefined ? { from: began } : place;
      return { ...params, ...next, batch: BATCH };
    },
  };
}

/** What the node has now. */
export function past(session, params, { from = 'start', order = 'arrival', newest, before } = {}) {
  const place = newest === undefined ? { from: placeOf(from), order } : { newest, before: placeOf(before) };
  const asked = { ...params, ...place, batch: BATCH };
  return {
    method: 'pipeline.history',
    params: asked,
    take: (method, told) => messagesIn(method, told, session.encoding),
    // A packet is given again as a whole.
    isRepeated: (message, last) => last !== null && message.packet === last.packet && message.index <= last.index,
    resume: (last) => {
      if (last === null) {
        return asked;
      }
      if (newest !== undefined || order !== 'arrival' || last.preview) {
        throw unreachable('The connection to the node was lost while this was read. Read it again.');
      }
      return { ...params, from: last.packet, batch: BATCH };
    },
  };
}

/** Times are given as dates, messages as they came. */
function placeOf(place) {
  return place instanceof Date ? place.toISOString() : (place?.id ?? place);
}
