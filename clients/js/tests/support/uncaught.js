// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/** What nobody catches while something runs, which ends a process otherwise. */
export async function uncaughtIn(body) {
  const usual = process.listeners('uncaughtException');
  const uncaught = [];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', ({ message }) => uncaught.push(message));
  try {
    await body();
  } finally {
    process.removeAllListeners('uncaughtException');
    usual.forEach((listener) => process.on('uncaughtException', listener));
  }
  return uncaught;
}
