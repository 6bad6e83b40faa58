// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// The client as browsers load it.

import { connectWith, fixed, Pipes as Core } from './pipes.js';
import { openWire } from './wire/browser.js';

export { PipesError } from './errors.js';

export class Pipes extends Core {
  static async connect({ url, token, ...options } = {}) {
    return connectWith(openWire, fixed(url, token), options);
  }
}
