// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { endpointOf, usualHome } from '../../src/home.js';
import { Pipes } from '../../src/node.js';
import { isOurs, startOf, wordsOf } from '../../src/processes.js';
import { ScriptedNode } from '../support/scripted-node.js';

const onLinux = { skip: process.platform !== 'linux' && 'only Linux tells the words of other processes', timeout: 20_000 };

async function homeFor(t) {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'pipes-home-')));
  await mkdir(path.join(home, 'run'));
  await writeFile(path.join(home, 'api-token'), 'secret\n');
  t.after(() => rm(home, { recursive: true }));
  return home;
}

/** A process that says of itself what a node does, and a home that points at it. */
async function processOf(t, home, ...words) {
  const node = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log()', '--', ...words]);
  t.after(() => node.kill());
  await once(node.stdout, 'data');
  await writeFile(path.join(home, 'run/pid'), `${node.pid}\n`);
  return node;
}

test('a node is found by its home, with the token of its owner', onLinux, async (t) => {
  const home = await homeFor(t);
  await processOf(t, home, `-Dpipes.home=${home}`, '-Dpipes.console=127.0.0.1:7199');
  assert.deepEqual(await endpointOf(home), { url: 'ws://127.0.0.1:7199/api/v1', token: 'secret' });
});

test('one that listens everywhere is called here', onLinux, async (t) => {
  const home = await homeFor(t);
  await processOf(t, home, `-Dpipes.home=${home}`, '-Dpipes.console=0.0.0.0:7199');
  assert.equal((await endpointOf(home)).url, 'ws://127.0.0.1:7199/api/v1');
});

test('whoever has got the id of a process that was a node is told no token', onLinux, async (t) => {
  const home = await homeFor(t);
  await processOf(t, home, '-Dpipes.home=/elsewhere', '-Dpipes.console=127.0.0.1:7199');
  await assert.rejects(endpointOf(home), { code: 'unreachable', retry: true });
});

test('where a node was and is no more, nobody is told the token', onLinux, async (t) => {
  const home = await homeFor(t);
  const node = await processOf(t, home, `-Dpipes.home=${home}`, '-Dpipes.console=127.0.0.1:7199');
  node.kill();
  await once(node, 'exit');
  await writeFile(path.join(home, 'run/node.json'), '{"console":"127.0.0.1:7199"}');
  await assert.rejects(endpointOf(home), { code: 'unreachable', message: /pipes start/ });
});

/** When this process began, as a container says it. */
const began = (later = 0) => new Date(Date.now() - process.uptime() * 1_000 + later).toISOString();

test('a container says itself where it listens', async (t) => {
  const home = await homeFor(t);
  await writeFile(path.join(home, 'run/container.json'), JSON.stringify({ pid: process.pid, started: began(), console: '127.0.0.1:8181' }));
  assert.equal((await endpointOf(home)).url, 'ws://127.0.0.1:8181/api/v1');
  const said = { pid: process.pid, started: began() };
  for (const wrong of [{ ...said, console: 'no address' }, { ...said, console: 7 }, { ...said, pid: -1, console: '127.0.0.1:1' }, null]) {
    await writeFile(path.join(home, 'run/container.json'), JSON.stringify(wrong));
    await assert.rejects(endpointOf(home), { code: 'unreachable' });
  }
});

test('whoever has got the id of a process that was a container is told no token', async (t) => {
  const home = await homeFor(t);
  for (const started of [began(-60_000), began(60_000), '', undefined, 7, 'then']) {
    await writeFile(path.join(home, 'run/container.json'), JSON.stringify({ pid: process.pid, started, console: '127.0.0.1:8181' }));
    await assert.rejects(endpointOf(home), { code: 'unreachable' }, `${started}`);
  }
});

test("a process of somebody else's is not believed", { skip: process.platform === 'win32' && 'there are no such users', timeout: 20_000 }, async () => {
  assert.equal(isOurs(process.pid), true);
  if (process.getuid() !== 0) {
    assert.equal(isOurs(1), false);
    return;
  }
  // Root may do everything, so somebody else looks at this process.
  const source = await readFile(new URL('../../src/processes.js', import.meta.url), 'utf8');
  const other = spawn(process.execPath, ['--input-type=module', '-e', `${source}\nconsole.log(isOurs(${process.pid}), isOurs(process.pid));`], { uid: 65_534, gid: 65_534, cwd: '/' });
  const [said] = await once(other.stdout, 'data');
  assert.equal(`${said}`.trim(), 'false true');
});

const withPs = { ...onLinux, skip: onLinux.skip || (!existsSync('/bin/ps') && 'there is no ps') };

test('both ways to ask the system about a process tell the same', withPs, async (t) => {
  const home = await homeFor(t);
  const { pid } = await processOf(t, home, '-Dpipes.home=/somewhere with blanks', '-Dpipes.console=127.0.0.1:7199');
  for (const platform of ['linux', 'darwin']) {
    assert.ok(Math.abs((await startOf(pid, platform)) - Date.now()) < 20_000);
    assert.ok((await wordsOf(pid, platform)).includes('-Dpipes.home=/somewhere with blanks'), platform);
    assert.ok(Number.isNaN(await startOf(999_999_999, platform)));
    assert.deepEqual((await wordsOf(999_999_999, platform)).filter((word) => word !== ''), []);
  }
});

test('a node that has no token yet is still starting', onLinux, async (t) => {
  const home = await homeFor(t);
  await processOf(t, home, `-Dpipes.home=${home}`, '-Dpipes.console=127.0.0.1:7199');
  await rm(path.join(home, 'api-token'));
  await assert.rejects(endpointOf(home), { code: 'unreachable', retry: true, message: /still starting/ });
});

test('a client follows a node that was started again elsewhere', onLinux, async (t) => {
  const home = await homeFor(t);
  const places = [await ScriptedNode.start(), await ScriptedNode.start()];
  const address = (node) => `-Dpipes.console=${new URL(node.url).host}`;
  await processOf(t, home, `-Dpipes.home=${home}`, address(places[0]));
  const pipes = await Pipes.connect({ home });
  t.after(async () => {
    pipes.close();
    await Promise.all(places.map((place) => place.stop()));
  });
  await processOf(t, home, `-Dpipes.home=${home}`, address(places[1]));
  places[0].cut();
  await places[1].until(() => places[1].connections === 1);
});

test('the usual home is the one that is named, or that of the user', () => {
  const named = process.env.PIPES_HOME;
  process.env.PIPES_HOME = '/somewhere';
  assert.equal(usualHome(), '/somewhere');
  process.env.PIPES_HOME = ' ';
  assert.ok(usualHome().endsWith('.pipes'));
  delete process.env.PIPES_HOME;
  assert.ok(usualHome().endsWith('.pipes'));
  if (named !== undefined) {
    process.env.PIPES_HOME = named;
  }
});
