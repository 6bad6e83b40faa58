// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// The two processes of a contender that runs on Node.js; commands and answers are those of SendingSide and ReceivingSide.
// Arguments: send or receive, nats, cbor or json, how long messages are, and where the server is.
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { Credit, Granting } from './credit.mjs';
import { ECHO, LAST, NEXT, isWhole, make, read } from './payload.mjs';

const MESSAGES = 'messages';
const ANSWERS = 'answers';
const CREDIT = 'credit';
/** How often the clock is looked at, and others get a turn. */
const BETWEEN_LOOKS = 64;
const NANOS_OF_MILLI = 1_000_000n;

const [, , role, way, length, address] = process.argv;
const bytes = Number(length);
const now = () => process.hrtime.bigint();
const say = (...words) => process.stdout.write(`> ${words.join(' ')}\n`);
const wrong = (what) => say('wrong', what);
const processorNanos = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
};

process.on('uncaughtException', (failure) => {
  console.error(failure);
  wrong(String(failure).split('\n')[0]);
  process.exit(1);
});

async function open() {
  return way === 'nats' ? (await import('./nats.mjs')).open(address) : (await import('./pipes.mjs')).open(address, way);
}

async function sending(client) {
  const credit = new Credit();
  let heard = () => {};
  await client.subscribe(ANSWERS, (answer) => heard(answer));
  await client.subscribe(CREDIT, (grant) => credit.granted(Number(Buffer.from(grant).toString())));
  const send = (round, kind, number) => client.publish(MESSAGES, make(bytes, round, kind, number));

  async function stream(millis, round) {
    const processorBefore = processorNanos();
    const begin = now();
    const end = begin + BigInt(millis) * NANOS_OF_MILLI;
    let number = 0;
    do {
      for (let some = await credit.spend(BETWEEN_LOOKS); some > 0; some--) {
        send(round, NEXT, number++);
      }
      await turn();
    } while (now() < end);
    await credit.spend(1);
    send(round, LAST, number++);
    say('streamed', begin, number, processorNanos() - processorBefore);
  }

  /** The next one is sent by whoever heard the answer. */
  async function bounce(millis) {
    const trips = [];
    const until = now() + BigInt(millis) * NANOS_OF_MILLI;
    for (let number = 0; now() < until; number++) {
      await credit.spend(1);
      const sentAt = now();
      const answered = new Promise((resolve) => (heard = resolve));
      send(0, ECHO, number);
      const answer = read(await answered);
      if (!isWhole(answer, bytes) || answer.number !== number) {
        wrong('an answer that nobody asked for, or a damaged one');
        return;
      }
      trips.push(Number(now() - sentAt));
    }
    trips.sort((one, other) => one - other);
    say('bounced', trips.length, trips[trips.length >> 1], trips[Math.floor(trips.length * 0.99)]);
  }

  say('at', address);
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, millis, round] = line.split(' ');
    if (command === 'gather') {
      await credit.begun();
      say('gathered');
    } else if (command === 'stream') {
      await stream(millis, Number(round));
    } else if (command === 'bounce') {
      await bounce(millis);
    } else {
      wrong(`unknown command ${command}`);
    }
  }
}

/** Expects every message of every round once, in order and whole. */
async function receiving(client) {
  const granting = new Granting(client.window, (upTo) => client.publish(CREDIT, Buffer.from(String(upTo))));
  let round = -1;
  let next = 0;
  let processorBefore = processorNanos();

  function take(message) {
    if (next === 0) {
      round = message.round;
    }
    if (message.round !== round || message.number !== next) {
      wrong(`expected message ${next} of round ${round} and got ${message.number} of ${message.round}`);
    } else if (message.kind === LAST) {
      next = 0;
      const at = now();
      const processor = processorNanos();
      say('heard', at, processor - processorBefore);
      processorBefore = processor;
    } else {
      next++;
    }
  }

  await client.subscribe(MESSAGES, (content) => {
    const message = read(content);
    granting.taken();
    if (!isWhole(message, bytes)) {
      wrong(`a message of ${message.buffer.length} bytes came damaged`);
    } else if (message.kind === ECHO) {
      client.publish(ANSWERS, message.buffer);
    } else {
      take(message);
    }
  });
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  await lines.next();
  granting.begin();
  say('met');
  await lines.next();
}

await (role === 'send' ? sending : receiving)(await open());
process.exit(0);
