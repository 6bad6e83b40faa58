// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// What the system says of other processes of this user. Ids of processes are used again, so one that is alive may be any.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Of Linux, in a second; where there should be others, times do not fit, and nothing is believed. */
const TICKS = 100;

/** The place of the time among the fields behind the program's name, which may hold anything; in ticks since the machine was booted. */
const START = 19;

const PATIENCE = 5_000;

/** Whether it runs and is this user's: of somebody else's, nothing is believed. */
export function isOurs(pid) {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @returns {Promise<string[]>} the words with which it was started; none where the system does not tell */
export async function wordsOf(pid, platform = process.platform) {
  if (platform === 'linux') {
    return (await read(`/proc/${pid}/cmdline`)).split('\0');
  }
  // What is asked for begins with a dash, and may have blanks in it.
  return (await ps(pid, 'args')).split(/ +(?=-)/);
}

/** @returns {Promise<number>} when it began, in milliseconds since 1970; NaN where the system does not tell */
export async function startOf(pid, platform = process.platform) {
  if (platform !== 'linux') {
    return Date.parse(`${await ps(pid, 'lstart')} UTC`);
  }
  const [stat, system] = await Promise.all([read(`/proc/${pid}/stat`), read('/proc/stat')]);
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START];
  const [, booted] = /^btime ([0-9]+)$/m.exec(system) ?? [];
  return Number(booted ?? NaN) * 1_000 + (Number(ticks ?? NaN) * 1_000) / TICKS;
}

function read(file) {
  return readFile(file, 'utf8').catch(() => '');
}

/** As macOS and the BSDs tell; on Windows there is no such program. */
async function ps(pid, column) {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const said = await promisify(execFile)('ps', ['-ww', '-o', `${column}=`, '-p', `${pid}`], { env, timeout: PATIENCE }).catch(() => ({ stdout: '' }));
  return said.stdout.trim();
}
