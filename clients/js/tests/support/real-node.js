// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// A node of the packed distribution, in a home of its own.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the distribution was unpacked; the build says so. */
const DISTRIBUTION = process.env.PIPES_DISTRIBUTION ?? '';

/** False, or why tests with a node are skipped here; never in continuous integration. */
export const withoutNode = skippedUnlessThere(existsSync(path.join(DISTRIBUTION, 'bin/pipes')), 'PIPES_DISTRIBUTION names no unpacked distribution');

export function skippedUnlessThere(isThere, reason) {
  if (!isThere && process.env.CI === 'true') {
    throw new Error(reason);
  }
  return isThere ? false : reason;
}

export class RealNode {
  #home;
  #console;

  constructor(home, address) {
    this.#home = home;
    this.#console = address;
  }

  /** @param {Record<string, string>} settings files in `etc`, by name */
  static async start(settings = {}) {
    const home = await mkdtemp(path.join(tmpdir(), 'pipes-js-'));
    await mkdir(path.join(home, 'etc'));
    for (const [name, text] of Object.entries(settings)) {
      await writeFile(path.join(home, 'etc', `${name}.cfg`), `${text}\n`);
    }
    const node = new RealNode(home, `127.0.0.1:${await freePort()}`);
    await node.start();
    return node;
  }

  get home() {
    return this.#home;
  }

  get console() {
    return this.#console;
  }

  get url() {
    return `ws://${this.#console}/api/v1`;
  }

  async token() {
    return (await readFile(path.join(this.#home, 'api-token'), 'utf8')).trim();
  }

  start() {
    return pipes('start', '--home', this.#home, '--listen', 'tcp://127.0.0.1:0', '--console', this.#console, '--discovery', 'off');
  }

  /** As a power cut ends it. */
  async kill() {
    const pid = Number(await readFile(path.join(this.#home, 'run/pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await ended(pid);
  }

  /** Kills it in the middle of what it does, and starts it again. */
  async restart() {
    await this.kill();
    await this.start();
  }

  async remove() {
    await pipes('stop', '--home', this.#home).catch(() => this.kill().catch(() => {}));
    await rm(this.#home, { recursive: true, force: true });
  }
}

function pipes(...words) {
  return run(path.join(DISTRIBUTION, 'bin/pipes'), words, { timeout: 120_000 });
}

/** Nobody tells of the end of a process that is no child. */
async function ended(pid) {
  const watcher = spawn('tail', ['--pid', `${pid}`, '-f', '/dev/null'], { stdio: 'ignore' });
  await once(watcher, 'exit');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
