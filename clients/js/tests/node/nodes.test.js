// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Against real nodes. Two of them serve all tests: starting one takes seconds.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Pipes, PipesError } from '../../src/node.js';
import { RealNode, withoutNode } from '../support/real-node.js';
import { turn } from '../support/with-node.js';

const PATIENCE = 180_000;

describe('with two nodes in one network', { skip: withoutNode, timeout: PATIENCE }, () => {
  let nodes;
  let anna;
  let bert;
  let annasHome;
  let bertsHome;

  before(async () => {
    nodes = await Promise.all([RealNode.start(), RealNode.start()]);
    // One by its home, and one by its address; one in JSON, and one in CBOR.
    anna = await Pipes.connect({ home: nodes[0].home });
    bert = await Pipes.connect({ url: nodes[1].url, token: await nodes[1].token(), encoding: 'cbor' });
    annasHome = await anna.networks.create('home', { identity: 'anna' });
    const { ticket } = await annasHome.invite();
    bertsHome = await bert.networks.join(ticket, { identity: 'bert' });
  }, { timeout: PATIENCE });

  after(async () => {
    anna?.close();
    bert?.close();
    await Promise.all((nodes ?? []).map((node) => node.remove()));
  }, { timeout: PATIENCE });

  test('the networks are there, and everybody in them', async () => {
    assert.deepEqual((await anna.networks.list()).map(({ name }) => name), ['home']);
    assert.equal((await anna.networks.find('home')).id, bertsHome.id);
    assert.equal(await anna.networks.find('nothing'), null);
    assert.deepEqual((await annasHome.members()).map(({ name }) => name).sort(), ['anna', 'bert']);
    assert.deepEqual((await annasHome.nodes()).map(({ name }) => name), ['bert']);
    assert.equal((await annasHome.node('bert').info()).name, 'bert');
    assert.ok((await annasHome.node('bert').ping()) >= 0);
    assert.equal((await anna.status()).state, 'ready');
  });

  test('what one publishes, the other one reads: texts, bytes, values and keys', async () => {
    const chat = await annasHome.pipelines.create('chat', { kind: 'persistent' });
    const told = bertsHome.pipelines.changes();
    for await (const { name } of told) {
      if (name === 'chat') {
        break;
      }
    }
    await chat.publish('hello');
    await chat.publish({ bytes: new Uint8Array([0, 255, 128]), contentType: 'application/x-dots' });
    await chat.publish({ json: { n: 1 }, key: 'k' });
    const heard = await taken(bertsHome.pipeline('chat').messages({ from: 'start' }), 3);
    assert.deepEqual(heard.map(({ contentType }) => contentType), ['text/plain', 'application/x-dots', 'application/json']);
    assert.equal(heard[0].text, 'hello');
    assert.deepEqual(heard[1].bytes, new Uint8Array([0, 255, 128]));
    assert.deepEqual(heard[2].json(), { n: 1 });
    assert.equal(heard[2].key, 'k');
    assert.equal(heard[0].name, 'anna');
    assert.equal(heard[0].author, annasHome.self);
    assert.ok(heard[0].time instanceof Date && !Number.isNaN(heard[0].time.getTime()));
  });

  test('histories, the newest messages, and what was before one', async () => {
    const notes = await annasHome.pipelines.open('notes', { kind: 'persistent' });
    for (let i = 1; i <= 6; i++) {
      await notes.publish(`${i}`);
    }
    assert.deepEqual(texts(await taken(notes.history())), ['1', '2', '3', '4', '5', '6']);
    const newest = await taken(notes.newest(2));
    assert.deepEqual(texts(newest), ['5', '6']);
    assert.deepEqual(texts(await taken(notes.newest(2, { before: newest[0] }))), ['3', '4']);
    assert.deepEqual(texts(await taken(notes.history({ from: new Date(Date.now() + 3_600_000) }))), []);
    assert.equal((await annasHome.pipelines.open('notes')).name, 'notes');
    await assert.rejects(annasHome.pipelines.create('notes'), { code: 'already_exists' });
    await assert.rejects(taken(annasHome.pipeline('nothing').messages()), { code: 'not_found' });
  });

  test('a cursor goes on behind what was committed', async () => {
    const jobs = await annasHome.pipelines.open('jobs', { kind: 'persistent' });
    await jobs.publish('a');
    await jobs.publish('b');
    const worker = jobs.cursor('worker');
    assert.equal(await worker.position(), null);
    for await (const message of worker.messages()) {
      await worker.commit(message);
      break;
    }
    assert.deepEqual(texts(await taken(worker.messages(), 1)), ['b']);
    assert.equal((await worker.position()).seq, 1);
    await worker.remove();
    assert.deepEqual(await jobs.cursors(), []);
  });

  test('maps, counters and sets', async () => {
    const { state } = await annasHome.pipelines.open('shared', { kind: 'persistent' });
    const map = state.map('m');
    const changes = map.changes();
    await map.put('k', 'v');
    assert.equal((await changes.next()).value.text, 'v');
    await changes.return();
    assert.equal((await map.get('k')).text, 'v');
    assert.equal(await map.get('other'), null);
    await map.remove('k');
    assert.deepEqual(await taken(map.entries()), []);
    await state.counter('c').add(41);
    await state.counter('c').add(1);
    assert.equal(await state.counter('c').value(), 42);
    await assert.rejects(state.counter('c').add(0.5), { code: 'invalid_argument' });
    await state.set('s').add('x');
    assert.equal(await state.set('s').has('x'), true);
    assert.deepEqual(await taken(state.set('s').values()), ['x']);
    assert.deepEqual((await state.list()).map(({ kind, name }) => `${kind} ${name}`), ['counter c', 'set s']);
    await assert.rejects(annasHome.pipeline('nothing').state.map('m').get('k'), { code: 'not_found' });
  });

  test('messages to one node', async () => {
    const inbox = bertsHome.messages();
    await inbox.begun;
    const sent = await annasHome.node('bert').send('psst', { wait: 'delivered', timeoutMillis: 1 });
    const { value } = await inbox.next();
    assert.equal(value.text, 'psst');
    assert.equal(value.pipeline, null);
    await inbox.return();
    for (let receipt = sent.receipt; receipt !== 'delivered'; receipt = await annasHome.receipt(sent));
  });

  test('a message is followed until the other one has dealt with it', async () => {
    const { receipts } = await annasHome.node('bert').send('read this', { follow: true });
    const inbox = bertsHome.messages();
    assert.equal((await inbox.next()).value.text, 'read this');
    await inbox.return();
    const all = await taken(receipts);
    assert.equal(all.at(-1), 'delivered');
    assert.equal(new Set(all).size, all.length);
  });

  test('a history and a backup are files', async () => {
    const diary = await annasHome.pipelines.open('diary', { kind: 'persistent' });
    await diary.publish('one');
    const archive = await taken(diary.export({ contents: true }));
    const report = await bertsHome.pipelines.import(archive);
    assert.deepEqual([report.name, report.packets + report.known, report.complete], ['diary', 1, true]);
    await assert.rejects(bertsHome.pipelines.import([new Uint8Array(100)]), { code: 'invalid_argument' });
    const backup = await taken(anna.home.backUp('correct horse'));
    assert.ok(backup.length > 0);
    await assert.rejects(anna.home.restore(backup, 'correct horse'), { code: 'already_exists' });
    assert.equal((await anna.home.store()).store, 'derby');
    await assert.rejects(anna.home.moveStore('derby'), { code: 'invalid_argument' });
  });

  test('what was written to one key while apart is merged', async () => {
    const plan = await annasHome.pipelines.create('plan', { kind: 'persistent' });
    const told = bertsHome.pipelines.changes();
    for await (const { name } of told) {
      if (name === 'plan') {
        break;
      }
    }
    const merge = (values) => values.map(({ text }) => text).sort().join('+');
    const annas = plan.state.map('m', { merge });
    const berts = bertsHome.pipeline('plan').state.map('m', { merge });
    await annasHome.disconnect(bertsHome.self);
    await bertsHome.disconnect(annasHome.self);
    while ((await annasHome.node('bert').info()).state === 'connected');
    await annas.put('sky', 'blue');
    await berts.put('sky', 'grey');
    await bertsHome.connect((await anna.status()).listen[0]);
    for (const map of [annas, berts]) {
      for await (const entry of map.changes()) {
        if (entry.concurrent.length === 2) {
          assert.equal(entry.text, 'blue+grey');
          break;
        }
      }
    }
  });

  test('who waits for copies that do not come may give up', async () => {
    const alone = await annasHome.pipelines.open('alone', { kind: 'persistent' });
    await annasHome.disconnect(bertsHome.self);
    await bertsHome.disconnect(annasHome.self);
    while ((await annasHome.node('bert').info()).state === 'connected');
    const giveUp = new AbortController();
    const told = [];
    const publishing = alone.publish('here only', {
      storedAt: 2,
      timeoutMillis: 600_000,
      signal: giveUp.signal,
      progress: ({ done, of }) => {
        told.push([done, of]);
        if (done === 1) {
          giveUp.abort(new Error('enough'));
        }
      },
    });
    await assert.rejects(publishing, { message: 'enough' });
    assert.deepEqual(told.at(-1), [1, 2]);
    assert.deepEqual(texts(await taken(alone.history())), ['here only']);
    await bertsHome.connect((await anna.status()).listen[0]);
  });

  test('who is there, and what they are doing', async () => {
    const changes = annasHome.presence.changes();
    await changes.begun;
    await bertsHome.presence.set('eating');
    for await (const { member } of changes) {
      if (member.status === 'eating') {
        break;
      }
    }
    assert.equal((await annasHome.presence.list()).find(({ name }) => name === 'bert').status, 'eating');
  });

  test('a content of three megabytes', async () => {
    const chat = await annasHome.pipelines.open('files', { kind: 'persistent' });
    const whole = new Uint8Array(3 << 20).map((_, i) => i * 7);
    const { message } = await chat.publishStream(new Blob([whole]), { contentType: 'image/x-test' });
    const parts = await taken(chat.content(message, { fromBytes: 1 }));
    assert.deepEqual(Buffer.concat(parts), Buffer.from(whole.subarray(1)));
    const told = await taken(chat.messages({ from: 'start' }), 1);
    assert.equal(told[0].sizeBytes, whole.length);
  });

  test('several messages in one call', async () => {
    const list = await annasHome.pipelines.open('list', { kind: 'persistent' });
    const { messages } = await list.publishAll(['a', { text: 'b', key: 'k' }, new Uint8Array([99])]);
    assert.equal(messages.length, 3);
    assert.deepEqual(texts(await taken(list.history())), ['a', 'b', 'c']);
    assert.equal((await list.publish('d', { storedAt: 1 })).storedAt, 1);
  });

  test('services: who offers one answers, fails in its own words, and is given up', async () => {
    const asked = [];
    const offer = await bertsHome.services.offer('shout', async (call) => {
      asked.push(call.name);
      if (call.text === 'fail') {
        throw new PipesError('failed', 'There is no voice.');
      }
      return call.text === 'never' ? new Promise(() => {}) : call.text.toUpperCase();
    }, { metadata: { language: 'en' } });
    while ((await annasHome.services.list()).length === 0);
    const [offered] = await annasHome.services.list();
    assert.deepEqual([offered.service, offered.name, offered.metadata.language], ['shout', 'bert', 'en']);
    const answer = await annasHome.services.call('shout', 'hello');
    assert.deepEqual([answer.text, answer.name, answer.node], ['HELLO', 'bert', bertsHome.self]);
    assert.equal((await annasHome.node('bert').call('shout', { json: ['x'] })).text, '["X"]');
    await assert.rejects(annasHome.services.call('shout', 'fail'), { code: 'failed', message: 'There is no voice.' });
    await assert.rejects(annasHome.services.call('shout', 'never', { timeoutMillis: 200 }), { code: 'timed_out' });
    const giveUp = new AbortController();
    const waiting = annasHome.services.call('shout', 'never', { signal: giveUp.signal });
    while (asked.length < 5) {
      await anna.status();
    }
    giveUp.abort(new Error('enough'));
    await assert.rejects(waiting, { message: 'enough' });
    await assert.rejects(annasHome.services.call('whisper', 'hello'), { code: 'not_found' });
    offer.close();
    assert.ok(asked.every((name) => name === 'anna'));
  });

  test('a token for one pipeline reaches no other', async () => {
    await annasHome.pipelines.open('public', { kind: 'persistent' });
    await annasHome.pipelines.open('private', { kind: 'persistent' });
    const { token } = await anna.tokens.create('page', { network: 'home', pipeline: 'public' });
    const page = await Pipes.connect({ url: nodes[0].url, token });
    const place = { network: annasHome.id, text: 'hello' };
    assert.ok((await page.call('pipeline.publish', { ...place, name: 'public' })).message);
    await assert.rejects(page.call('pipeline.publish', { ...place, name: 'private' }), { code: 'refused' });
    page.close();
  });

  test('a token that may only look', async () => {
    const { token, id } = await anna.tokens.create('looker', { verbs: ['network.list', 'status'] });
    const looker = await Pipes.connect({ url: nodes[0].url, token });
    assert.equal((await looker.networks.list()).length, 1);
    await assert.rejects(looker.tokens.list(), { code: 'refused' });
    await anna.tokens.revoke(id);
    await assert.rejects(looker.networks.list(), { code: 'unauthenticated' });
  });

  test('a slow reader of a live pipeline hears how much it missed', async () => {
    const live = await annasHome.pipelines.create('live');
    const missed = [];
    const reader = live.messages({ window: 1, onSkipped: (count) => missed.push(count) });
    await reader.begun;
    for (let i = 1; i <= 5; i++) {
      await live.publish(`${i}`);
    }
    assert.equal((await reader.next()).value.text, '1');
    await live.publish('last');
    assert.equal((await reader.next()).value.text, 'last');
    assert.deepEqual(missed, [4]);
    await reader.return();
  });

  test('a node that is killed while others read and publish: nothing is lost, and nothing comes twice', async () => {
    const log = await annasHome.pipelines.create('log', { kind: 'persistent' });
    const COUNT = 300;
    const reading = taken(log.messages({ from: 'start', window: 16 }), COUNT);
    const missed = [];
    const live = annasHome.pipeline('live').messages({ onSkipped: (count) => missed.push(count) });
    await live.begun;
    const offer = await annasHome.services.offer('echo', ({ text }) => text);
    const publishing = [];
    let restarted;
    for (let i = 1; i <= COUNT; i++) {
      // What has a signal has a call of its own, and the others share them.
      publishing.push(log.publish(`${i}`, i % 3 === 0 ? { signal: new AbortController().signal } : {}));
      await turn();
      if (i === 100) {
        await publishing[40];
        restarted = nodes[0].restart();
      }
    }
    await restarted;
    await Promise.all(publishing);
    const expected = Array.from({ length: COUNT }, (_, i) => `${i + 1}`);
    assert.deepEqual(texts(await reading), expected);
    assert.deepEqual(texts(await taken(log.history())), expected);
    await annasHome.pipeline('live').publish('after the fall');
    assert.equal((await live.next()).value.text, 'after the fall');
    assert.deepEqual(missed, [null]);
    await live.return();
    while (!(await bertsHome.services.list()).some(({ service }) => service === 'echo'));
    assert.equal((await bertsHome.services.call('echo', 'still there?')).text, 'still there?');
    offer.close();
    await offer.ended;
  });
});

async function taken(stream, count = Infinity) {
  const all = [];
  for await (const item of stream) {
    if (all.push(item) === count) {
      break;
    }
  }
  return all;
}

function texts(messages) {
  return messages.map(({ text }) => text);
}
