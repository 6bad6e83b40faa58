// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.spi.transport.ConnectionHandler;

/** Stands between the features of all nodes and their links: knows, behind the encryption, what is said there, and may change it. */
public interface Tap {
    /** Changes nothing. */
    Tap NONE = new Tap() {};

    /** A node says something; what is handed to {@link TappedExchange#pass} leaves. */
    default void said(TappedExchange exchange, Bytes message) {
        exchange.pass(message);
    }

    /** Something has arrived at a node. */
    default void heard(TappedExchange exchange, Bytes message) {}

    /** A node gets a dedicated connection; what is returned is told of what arrives on it. */
    default ConnectionHandler beside(TappedExchange exchange, ConnectionHandler handler) {
        return handler;
    }

    /** A node has found out that the other side does what no honest member does. */
    default void accused(TappedExchange exchange, String reason) {}
}
