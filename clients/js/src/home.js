// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Where the node of a home listens, and its owner's token. As the command line finds it.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { PipesError, unreachable } from './errors.js';

/** The home that is meant when none is said. */
export function usualHome() {
  const named = process.env.PIPES_HOME;
  return named?.trim() ? named : path.join(homedir(), '.pipes');
}

/** Looked up before each connection: a node that was started again may listen elsewhere. */
export async function endpointOf(home) {
  return { url: `ws://${await addressOf(home)}/api/v1`, token: await tokenOf(home) };
}

async function addressOf(home) {
  for (const file of ['run/node.json', 'run/container.json']) {
    const { console: address } = await readJson(path.join(home, file));
    if (typeof address === 'string' && /^\S{0,255}:[1-9][0-9]{0,4}$/.test(address)) {
      return address.replace(/^(0\.0\.0\.0|\[?::\]?)?:(?=[0-9]+$)/, '127.0.0.1:');
    }
  }
  throw unreachable(`No node runs in ${home}. Start it with 'pipes start'.`);
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')) ?? {};
  } catch {
    return {};
  }
}

async function tokenOf(home) {
  const file = path.join(home, 'api-token');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (failure) {
    if (failure.code === 'ENOENT') {
      throw unreachable(`The node in ${home} is still starting. Try again in a moment.`, failure);
    }
    throw new PipesError('refused', `The token ${file} cannot be read. Run this as the owner of ${home}.`, { cause: failure });
  }
}
