// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// A Chromium as Debian has it, and a server of pages.

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { skippedUnlessThere } from './real-node.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const QUIETLY = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

/** False, or why tests in a browser are skipped here; never in continuous integration. */
export const withoutBrowser = skippedUnlessThere(existsSync(CHROMIUM), `there is no ${CHROMIUM}`);

/** @param {string[]} hosts names that lead to this machine */
export function openBrowser(hosts = []) {
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ');
  return chromium.launch({ executablePath: CHROMIUM, args: [...QUIETLY, `--host-resolver-rules=${rules}`] });
}

/** Serves an empty page, and the client's sources below `/src/`, on a port of its own. */
export async function servePages() {
  const server = http.createServer(async (request, response) => {
    const [, file] = /^\/src\/((?:[a-z]+\/)?[a-z0-9]+\.js)$/.exec(request.url) ?? [];
    if (file) {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(await readFile(SOURCES + file));
    } else {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>A page</title>');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
