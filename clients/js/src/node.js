// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// The client as Node.js loads it.

import { endpointOf, usualHome } from './home.js';
import { connectWith, fixed, Pipes as Core } from './pipes.js';
import { openWire } from './wire/node.js';

export { PipesError } from './errors.js';

export class Pipes extends Core {
  static async connect({ url, token, home, ...options } = {}) {
    const endpoint = url === undefined ? () => endpointOf(home ?? usualHome()) : fixed(url, token);
    return connectWith(openWire, endpoint, options);
  }
}
