// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('what is packed: sources, types, a README and a licence, and nothing else', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--offline', '--ignore-scripts'], { cwd: root });
  const said = JSON.parse(stdout);
  const [packed] = Array.isArray(said) ? said : Object.values(said);
  const files = packed.files.map(({ path: file }) => file).sort();
  const sources = (await readdir(path.join(root, 'src'), { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => path.relative(root, path.join(one.parentPath, one.name)));
  assert.deepEqual(files, ['LICENSE', 'README.md', 'package.json', ...sources].sort());
  assert.ok(sources.every((file) => /^src\/[a-z0-9/-]+(\.js|\.d\.ts)$/.test(file)), `${sources}`);
  assert.ok(packed.size < 48_000, `${packed.size} bytes`);
});

test('it needs nothing at run time, and its licence is that of the project', async () => {
  const { dependencies, optionalDependencies, peerDependencies, license } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  assert.deepEqual([dependencies, optionalDependencies, peerDependencies, license], [undefined, undefined, undefined, 'Apache-2.0']);
  assert.deepEqual(await readFile(path.join(root, 'LICENSE')), await readFile(path.join(root, '../../LICENSE')));
});

test('the lock names no registry', async () => {
  assert.ok(!(await readFile(path.join(root, 'package-lock.json'), 'utf8')).includes('"resolved"'));
});

test('browsers load nothing of Node.js', async () => {
  const loaded = await closure('browser.js');
  assert.ok(loaded.size > 10);
  assert.ok([...loaded].every((file) => !file.includes('node:') && !file.endsWith('/node.js') && !file.endsWith('home.js')), `${[...loaded]}`);
});

test('every source says its licence and nothing is left unused', async () => {
  const all = (await readdir(path.join(root, 'src'), { recursive: true })).filter((file) => file.endsWith('.js'));
  const used = new Set([...(await closure('browser.js')), ...(await closure('node.js'))]);
  for (const file of all) {
    assert.ok((await readFile(path.join(root, 'src', file), 'utf8')).startsWith('// SPDX-License-Identifier: Apache-2.0\n// Copyright The Pipes authors\n'), file);
    assert.ok(used.has(file), `${file} is imported by nobody`);
  }
});

async function closure(file, seen = new Set()) {
  if (!seen.has(file)) {
    seen.add(file);
    if (!file.startsWith('node:')) {
      const source = await readFile(path.join(root, 'src', file), 'utf8');
      for (const [, imported] of source.matchAll(/^(?:import|export) [^;]*?from '([^']+)'/gm)) {
        await closure(imported.startsWith('node:') ? imported : path.join(path.dirname(file), imported), seen);
      }
    }
  }
  return seen;
}
