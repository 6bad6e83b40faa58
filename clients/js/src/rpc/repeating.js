// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/** Verbs that only look. */
const LOOKS = new Set(['list', 'show', 'get', 'entries', 'members', 'peers', 'ping', 'explain', 'cursors', 'receipt', 'waiting', 'held', 'producer']);

/** What comes to the same when it is done twice. */
const SAME_TWICE = new Set(['status', 'presence.set', 'pipeline.open', 'pipeline.set', 'pipeline.commit', 'pipeline.forget', 'network.connect', 'network.disconnect', 'network.role']);

/**
 * Whether a call whose answer was lost with the connection may simply be made again. Not so: what creates or sends, and writes to a state,
 * which would take the place of what somebody else wrote meanwhile.
 *
 * @param {string} method
 */
export function isSafeToRepeat(method) {
  return SAME_TWICE.has(method) || LOOKS.has(method.slice(method.indexOf('.') + 1));
}
