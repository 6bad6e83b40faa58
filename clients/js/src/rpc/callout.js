// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/**
 * Calls what the application has given. What it throws stops nothing here, and is thrown again where the runtime reports it.
 *
 * @param {Function | undefined} callback
 */
export function callOut(callback, ...said) {
  try {
    callback?.(...said);
  } catch (failure) {
    queueMicrotask(() => {
      throw failure;
    });
  }
}
