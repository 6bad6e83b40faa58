// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/**
 * A promise that is given up when a signal says so.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export function unlessAborted(promise, signal) {
  if (!signal) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** @param {number} millis */
export function pause(millis, signal) {
  let timer;
  const waited = new Promise((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  return unlessAborted(waited, signal).finally(() => clearTimeout(timer));
}
