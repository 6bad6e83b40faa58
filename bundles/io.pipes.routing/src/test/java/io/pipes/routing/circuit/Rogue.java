// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer that greets as it should and then says whatever a test wants. */
final class Rogue implements ExchangeHandler {
    final List<Bytes> heard = new ArrayList<>();
    private final CircuitKind kind;

    /** Whether it answers greetings. */
    boolean polite = true;

    private @Nullable Exchange exchange;

    Rogue(CircuitKind kind) {
        this.kind = kind;
    }

    void say(Bytes message) {
        if (exchange != null) {
            exchange.send(message);
        }
    }

    /** Messages of one type that it has heard. */
    List<Bytes> heard(MessageType type) {
        return heard.stream().filter(message -> message.at(0) == type.code()).toList();
    }

    @Override
    public void opened(Exchange opened) {
        opened.send(Messages.greeting(MessageType.HELLO, 1));
        if (kind == kind(opened)) {
            exchange = opened;
        }
    }

    private static CircuitKind kind(Exchange exchange) {
        return exchange.toString().equals(CircuitKind.BULK.protocol().name())
                ? CircuitKind.BULK
                : CircuitKind.INTERACTIVE;
    }

    @Override
    public void received(Exchange from, Bytes message) {
        if (polite && message.at(0) == MessageType.HELLO.code()) {
            from.send(Messages.greeting(MessageType.WELCOME, message.buffer().getLong(1)));
        } else if (from == exchange) {
            heard.add(message);
        }
    }

    @Override
    public void closed(Exchange closed) {
        if (exchange == closed) {
            exchange = null;
        }
    }
}
