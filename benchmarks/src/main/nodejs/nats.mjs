// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
import { connect } from '@nats-io/transport-node';

/** A client of NATS. An address is the server's port. */
export async function open(address) {
  const connection = await connect({ servers: `127.0.0.1:${address}` });
  return {
    window: 16_384,
    async subscribe(subject, listener) {
      connection.subscribe(subject, { callback: (failure, message) => listener(message.data) });
      await connection.flush();
    },
    publish: (subject, message) => connection.publish(subject, message),
  };
}
