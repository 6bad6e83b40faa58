// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// The two processes of hypercore; commands and answers are those of WritingSide and ObtainingSide.
// Arguments: write or obtain, home, how many messages one call appends where the writer need not wait.
import { createInterface } from 'node:readline';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import Hypercore from 'hypercore';

const BYTES = 1024;
const WRITERS = 16;
/** How many messages are asked for at once; more would only wait in the same place. */
const WINDOW = 256;
const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;

const [, , side, home, batch] = process.argv;
const now = () => process.hrtime.bigint();
const say = (...words) => process.stdout.write('> ' + words.join(' ') + '\n');

/** The same bytes as Notes.bytes. */
function note(number) {
  const bytes = Buffer.allocUnsafe(BYTES);
  let word = BigInt(number);
  for (let at = 0; at < BYTES; at += 8) {
    bytes.writeBigInt64BE(word, at);
    word = BigInt.asIntN(64, word * MULTIPLIER + INCREMENT);
  }
  return bytes;
}

const logs = new Map();

async function log(name) {
  if (!logs.has(name)) {
    const core = new Hypercore(join(home, name));
    await core.ready();
    logs.set(name, core);
  }
  return logs.get(name);
}

async function address(name) {
  const core = await log(name);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const stream = core.replicate(false);
    stream.on('error', () => {});
    socket.pipe(stream).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port + ':' + core.key.toString('hex');
}

const ways = {
  async stream(core, notes) {
    for (let at = 0; at < notes.length; at += +batch) {
      await core.append(notes.slice(at, at + +batch));
    }
  },
  async single(core, notes) {
    for (const one of notes) {
      await core.append(one);
    }
  },
  async sixteen(core, notes) {
    const writer = async (_, first) => {
      for (let at = first; at < notes.length; at += WRITERS) {
        await core.append(notes[at]);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
  },
};

async function writing([how, name, count]) {
  if (how === 'address') {
    say('at', await address(name));
    return;
  }
  const core = await log(name);
  // Made before the clock runs, because BigInt is slow and hypercore cannot help it.
  const notes = Array.from({ length: +count }, (_, i) => note(core.length + i));
  const begin = now();
  await ways[how](core, notes);
  say('appended', now() - begin);
}

let copy;
let link;
let where;
let had = 0;

async function goThere() {
  const socket = connect(where.port, '127.0.0.1');
  socket.on('error', () => {});
  const stream = copy.replicate(true);
  stream.on('error', () => {});
  socket.pipe(stream).pipe(socket);
  link = { socket, stream };
  await once(socket, 'connect');
}

/** Looks at contents when the clock has stopped. */
function check(notes, first) {
  notes.forEach((bytes, i) => {
    if (!bytes.equals(note(first + i))) {
      say('wrong', 'message', first + i, 'was changed');
    }
  });
}

async function obtain(total, begin) {
  await goThere();
  copy.download({ start: had, end: total, linear: true });
  const notes = [await copy.get(had)];
  const first = now();
  while (had + notes.length < total) {
    const from = had + notes.length;
    const next = Array.from({ length: Math.min(WINDOW, total - from) }, (_, i) => copy.get(from + i));
    notes.push(...(await Promise.all(next)));
  }
  const last = now();
  check(notes, had);
  say('got', first - begin, last - begin, link.socket.bytesRead + link.socket.bytesWritten);
  had = total;
}

async function obtaining(command) {
  if (command[0] === 'leave') {
    link.socket.destroy();
    await new Promise((gone) => (link.stream.destroyed ? gone() : link.stream.once('close', gone)));
    say('left');
    return;
  }
  const begin = now();
  if (command[0] === 'obtain') {
    const [port, key] = command[1].split(':');
    where = { port: +port };
    copy = new Hypercore(join(home, 'copy'), Buffer.from(key, 'hex'));
    await copy.ready();
  }
  await obtain(+command.at(-1), begin);
}

say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  await (side === 'write' ? writing : obtaining)(line.split(' '));
}
process.exit(0);
