// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

/** Where a client's answers and notifications go: a WebSocket in production. May be used from any thread. */
public interface Outlet {
    /** Sends a text after those before it. */
    void send(String text);

    /** Ends the connection with a WebSocket close code and a reason of at most 100 characters. */
    void close(int code, String reason);
}
