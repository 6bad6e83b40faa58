// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Pages in a real browser: one whose place the node's owner has allowed, and others that try everything a browser lets them.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Pipes } from '../../src/node.js';
import { openBrowser, servePages, withoutBrowser } from '../support/browser.js';
import { RealNode, withoutNode } from '../support/real-node.js';

const PATIENCE = 180_000;
const REBOUND = 'rebound.invalid';

describe('in a browser', { skip: withoutNode || withoutBrowser, timeout: PATIENCE }, () => {
  let pages;
  let strangers;
  let node;
  let browser;

  before(async () => {
    [pages, strangers] = await Promise.all([servePages(), servePages()]);
    [node, browser] = await Promise.all([RealNode.start({ 'io.pipes.gateway': `origins = ${pages.origin}` }), openBrowser([REBOUND])]);
  }, { timeout: PATIENCE });

  after(async () => {
    pages?.close();
    strangers?.close();
    await Promise.all([browser?.close(), node?.remove()]);
  }, { timeout: PATIENCE });

  async function open(url) {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  }

  for (const encoding of ['json', 'cbor']) {
    test(`a page from an allowed place publishes and reads, in ${encoding}`, async () => {
      const page = await open(pages.origin);
      const heard = await page.evaluate(talk, { url: node.url, token: await node.token(), encoding });
      assert.deepEqual(heard, { texts: ['hello', 'wörld'], bytes: [0, 255, 7], code: 'not_found', counter: 3 });
      await page.close();
    });
  }

  test('its token is all the same needed', async () => {
    const page = await open(pages.origin);
    const code = await page.evaluate(async (url) => {
      const { Pipes: InPage } = await import('/src/browser.js');
      return InPage.connect({ url, token: 'guessed' }).catch((failure) => failure.code);
    }, node.url);
    assert.equal(code, 'unauthenticated');
    await page.close();
  });

  test('a page from elsewhere that knows the token and tries everything gets nothing', async () => {
    const before = await state();
    const page = await open(strangers.origin);
    const got = await page.evaluate(attack, { place: node.console, token: await node.token() });
    assert.deepEqual(got, NOTHING);
    assert.deepEqual(await state(), before);
    await page.close();
  });

  test('nor does one that has no origin', async () => {
    const page = await open(strangers.origin);
    const opened = await page.evaluate(inSandbox, node.url);
    assert.equal(opened, 'error');
    await page.close();
  });

  test('nor does a name that was pointed at this machine', async () => {
    const port = node.console.split(':')[1];
    const page = await browser.newPage();
    // The page is of the very origin that it attacks: only the name of the host is wrong.
    const answer = await page.goto(`http://${REBOUND}:${port}/health`);
    assert.equal(answer.status(), 421);
    const got = await page.evaluate(attackFromInside, { place: `${REBOUND}:${port}`, token: await node.token() });
    assert.deepEqual(got, { health: 421, api: 421, upgrade: 'error', posted: 421 });
    await page.close();
  });

  /** What an attack might have changed. */
  async function state() {
    const pipes = await Pipes.connect({ home: node.home });
    const networks = (await pipes.networks.list()).map(({ name }) => name);
    const tokens = await pipes.tokens.list();
    pipes.close();
    return { networks, tokens };
  }
});

/** Runs in the page. */
async function talk({ url, token, encoding }) {
  const { Pipes: InPage } = await import('/src/browser.js');
  const pipes = await InPage.connect({ url, token, encoding });
  const network = (await pipes.networks.find('page')) ?? (await pipes.networks.create('page', { identity: 'anna' }));
  const chat = await network.pipelines.create(`chat-${encoding}`, { kind: 'persistent' });
  await chat.publish('hello');
  await chat.publish('wörld');
  await chat.publish(new Uint8Array([0, 255, 7]));
  const messages = [];
  for await (const message of chat.messages({ from: 'start' })) {
    if (messages.push(message) === 3) {
      break;
    }
  }
  await chat.state.counter('c').add(3);
  const code = await network.pipeline('nothing').publish('x').catch((failure) => failure.code);
  const counter = await chat.state.counter('c').value();
  pipes.close();
  return { texts: messages.slice(0, 2).map(({ text }) => text), bytes: [...messages[2].bytes], code, counter };
}

const NOTHING = {
  read: 'TypeError',
  withHeader: 'TypeError',
  posted: 'TypeError',
  health: 'TypeError',
  opaque: { type: 'opaque', status: 0, body: '' },
  opaquePost: { type: 'opaque', status: 0, body: '' },
  xhr: { status: 0, text: '' },
  socket: 'error',
  plainSocket: 'error',
  cborSocket: 'error',
  localhostSocket: 'error',
  events: 'error',
  script: 'error',
  image: 'error',
  frame: 'unreadable',
  form: 'unreadable',
};

/** Runs in the page; says what came of each try. */
async function attack({ place, token }) {
  const api = `http://${place}/api/v1`;
  const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'auth', params: { token } });
  const text = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: call };
  const nameOf = (promise) => promise.then(() => 'read', (failure) => failure.name);
  const shape = async (promise) => {
    const response = await promise;
    return { type: response.type, status: response.status, body: await response.text() };
  };
  const element = (name, attributes) =>
    new Promise((resolve) => {
      const one = Object.assign(document.createElement(name), attributes);
      one.onload = () => resolve(one);
      one.onerror = () => resolve('error');
      document.body.append(one);
    });
  const socket = (url, ...protocols) =>
    new Promise((resolve) => {
      const one = new WebSocket(url, protocols);
      one.onopen = () => one.send(call);
      one.onmessage = ({ data }) => resolve(data);
      one.onerror = () => resolve('error');
    });
  const inside = (frame) => {
    try {
      return frame.contentDocument === null ? 'unreadable' : frame.contentDocument.body.textContent;
    } catch {
      return 'unreadable';
    }
  };
  const xhr = () =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('GET', api);
      request.onloadend = () => resolve({ status: request.status, text: request.responseText });
      request.send();
    });
  const form = () =>
    new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: 'target' });
      document.body.append(frame);
      const one = Object.assign(document.createElement('form'), { action: api, method: 'post', target: 'target', enctype: 'text/plain' });
      one.append(Object.assign(document.createElement('input'), { name: call.slice(0, -1), value: '}' }));
      document.body.append(one);
      frame.onload = () => resolve(inside(frame));
      one.submit();
    });
  navigator.sendBeacon(api, call);
  return {
    read: await nameOf(fetch(api)),
    withHeader: await nameOf(fetch(api, { headers: { Authorization: `Bearer ${token}` } })),
    posted: await nameOf(fetch(api, text)),
    health: await nameOf(fetch(`http://${place}/health`)),
    opaque: await shape(fetch(api, { mode: 'no-cors' })),
    opaquePost: await shape(fetch(api, { ...text, mode: 'no-cors' })),
    xhr: await xhr(),
    socket: await socket(`ws://${place}/api/v1`, 'pipes.json.v1'),
    plainSocket: await socket(`ws://${place}/api/v1`),
    cborSocket: await socket(`ws://${place}/api/v1`, 'pipes.cbor.v1'),
    localhostSocket: await socket(`ws://localhost:${place.split(':')[1]}/api/v1`, 'pipes.json.v1'),
    events: await new Promise((resolve) => {
      new EventSource(api).onerror = () => resolve('error');
    }),
    script: await element('script', { src: api }),
    image: await element('img', { src: api }),
    frame: inside(await element('iframe', { src: api })),
    form: await form(),
  };
}

/** Runs in the page: a frame whose origin is null. */
function inSandbox(url) {
  return new Promise((resolve) => {
    addEventListener('message', ({ data }) => resolve(data), { once: true });
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = `<script>
      const socket = new WebSocket(${JSON.stringify(url)}, 'pipes.json.v1');
      socket.onopen = () => parent.postMessage('open', '*');
      socket.onerror = () => parent.postMessage('error', '*');
    </script>`;
    document.body.append(frame);
  });
}

/** Runs in a page of the node's own address, under a foreign name. */
async function attackFromInside({ place, token }) {
  const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'auth', params: { token } });
  return {
    health: (await fetch('/health')).status,
    api: (await fetch('/api/v1')).status,
    upgrade: await new Promise((resolve) => {
      const socket = new WebSocket(`ws://${place}/api/v1`, 'pipes.json.v1');
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('error');
    }),
    posted: (await fetch('/api/v1', { method: 'POST', body: call })).status,
  };
}
