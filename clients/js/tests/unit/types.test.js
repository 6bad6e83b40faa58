// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { PipesError } from '../../src/errors.js';
import { network, withNode } from '../support/with-node.js';

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test('applications compile against the types', { timeout: 60_000 }, async () => {
  await promisify(execFile)(process.execPath, [here('node_modules/typescript/bin/tsc'), '-p', here('tests/types')]).catch(({ stdout }) => assert.fail(stdout));
});

withNode('the types name what is there, and nothing else', async (node, connect) => {
  const pipes = await connect();
  const home = await network(node, pipes);
  const chat = home.pipeline('chat');
  node.on('service.offer', () => ({ subscription: 's1' }));
  const declared = await declarations();
  for (const [name, object] of Object.entries({
    Pipes: pipes,
    Identities: pipes.identities,
    Tokens: pipes.tokens,
    Home: pipes.home,
    Networks: pipes.networks,
    Network: home,
    Member: home.node('bert'),
    Pipelines: home.pipelines,
    Presence: home.presence,
    Services: home.services,
    Pipeline: chat,
    Cursor: chat.cursor('c'),
    State: chat.state,
    StateMap: chat.state.map('m'),
    StateCounter: chat.state.counter('c'),
    StateSet: chat.state.set('s'),
    Offer: await home.services.offer('echo', () => ''),
  })) {
    assert.deepEqual(declared.get(name), members(object, INTERNAL[name]), name);
  }
});

/** What classes of the client need of each other. */
const INTERNAL = { Offer: ['end'], StateMap: ['call', 'encoding', 'rows', 'stream'], StateCounter: ['call', 'encoding', 'rows', 'stream'], StateSet: ['call', 'encoding', 'rows', 'stream'] };

test('all codes that the node has are declared', async () => {
  const document = JSON.parse(await readFile(here('../../docs/api/asyncapi.json'), 'utf8'));
  const source = await readFile(here('src/index.d.ts'), 'utf8');
  const codes = document.components.schemas.ErrorData.properties.code.enum;
  assert.ok(codes.length > 10);
  for (const code of codes) {
    assert.ok(source.includes(`| '${code}'`), code);
  }
  assert.equal(new PipesError('busy', '').name, 'PipesError');
});

async function declarations() {
  const file = ts.createSourceFile('index.d.ts', await readFile(here('src/index.d.ts'), 'utf8'), ts.ScriptTarget.Latest);
  const declared = new Map();
  file.forEachChild((one) => {
    if (ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one)) {
      const names = one.members.filter((member) => member.name && !member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)).map((member) => member.name.text);
      declared.set(one.name.text, [...new Set(names)].sort());
    }
  });
  return declared;
}

function members(object, internal = []) {
  const names = new Set(Object.keys(object));
  for (let kind = Object.getPrototypeOf(object); kind !== Object.prototype; kind = Object.getPrototypeOf(kind)) {
    Object.getOwnPropertyNames(kind).forEach((name) => names.add(name));
  }
  return [...names].filter((name) => name !== 'constructor' && !internal.includes(name)).sort();
}
