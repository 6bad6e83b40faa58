// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Where the node of a home listens, and its owner's token. As the command line finds it.

import { readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { PipesError, unreachable } from './errors.js';
import { isOurs, startOf, wordsOf } from './processes.js';

const CONSOLE = '-Dpipes.console=';

/** What the system tells of a start is that far from what the process has said of itself at most, as when the clock was set since, in milliseconds. */
const UNSHARP = 10_000;

const ADDRESS = /^\S{0,255}:[1-9][0-9]{0,4}$/;
const EVERYWHERE = /^(0\.0\.0\.0|\[?::\]?)?:(?=[0-9]+$)/;

/** The home that is meant when none is said. */
export function usualHome() {
  const named = process.env.PIPES_HOME;
  return named?.trim() ? named : path.join(homedir(), '.pipes');
}

/** Looked up before each connection: a node that was started again may listen elsewhere. */
export async function endpointOf(home) {
  return { url: `ws://${await addressOf(home)}/api/v1`, token: await tokenOf(home) };
}

/** Only of a node that runs: somebody else may listen where one was, and is not to be told the token. */
async function addressOf(home) {
  if (process.platform === 'win32') {
    throw new PipesError('feature_missing', "Windows does not tell whether a process is the node of a home. Give 'url' and 'token'.");
  }
  const place = await realpath(home).catch(() => home);
  const address = (await ofProcess(place)) ?? (await ofContainer(place));
  if (address === undefined || !ADDRESS.test(address)) {
    throw unreachable(`No node runs in ${home}. Start it with 'pipes start'.`);
  }
  return address.replace(EVERYWHERE, '127.0.0.1:');
}

/** Of the process that `pipes start` has left. Ids of processes are used again, so it has to say that it is the node of this home. */
async function ofProcess(home) {
  const pid = Number(await readFile(path.join(home, 'run/pid'), 'utf8').catch(() => ''));
  const said = isOurs(pid) ? await wordsOf(pid) : [];
  return said.includes(`-Dpipes.home=${home}`) ? said.find((word) => word.startsWith(CONSOLE))?.slice(CONSOLE.length) : undefined;
}

/** Of a container that `pipes` did not start, such as a Karaf with the feature `pipes`. It has said when it began. */
async function ofContainer(home) {
  const { pid, started, console: address } = await readJson(path.join(home, 'run/container.json'));
  const isIt = isOurs(pid) && Math.abs((await startOf(pid)) - Date.parse(started)) < UNSHARP;
  return isIt && typeof address === 'string' ? address : undefined;
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
