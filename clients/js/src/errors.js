// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/**
 * Why a call failed. The message is a sentence or two for a person; programs look at `code` (the list is in index.d.ts) and `retry`, which says
 * whether the same call may succeed later without any change.
 */
export class PipesError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{retry?: boolean, cause?: unknown}} [more]
   */
  constructor(code, message, { retry = false, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PipesError';
    this.code = code;
    this.retry = retry;
  }

  /** What a node has answered; it may have answered anything. */
  static of(answered) {
    const data = answered?.data;
    return new PipesError(
      typeof data?.code === 'string' ? data.code : 'internal',
      typeof answered?.message === 'string' ? answered.message : 'The node answered with an error that says nothing.',
      { retry: data?.retry === true },
    );
  }
}

export const unreachable = (message, cause) => new PipesError('unreachable', message, { retry: true, cause });

export const invalid = (message) => new PipesError('invalid_argument', message);
