// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.function.Predicate;

/** What a malicious member does with what its own node would say. Whatever chance decides is the seed's. */
@FunctionalInterface
interface Trick {
    /** It says it. */
    Trick NONE = TappedExchange::pass;

    void play(TappedExchange exchange, Bytes message);

    /** Of the messages that are meant, so many are never said. */
    static Trick withholds(SeededRandomness chance, double part) {
        return (exchange, message) -> {
            if (!chance.chance(part)) {
                exchange.pass(message);
            }
        };
    }

    /** Each is said at some moment within this time, so later ones overtake earlier ones. */
    static Trick delays(SeededRandomness chance, Duration most) {
        return (exchange, message) -> later(exchange, message, chance, most);
    }

    /** Each is said, and once more at some moment within this time. */
    static Trick repeats(SeededRandomness chance, double part, Duration most) {
        return (exchange, message) -> {
            exchange.pass(message);
            if (chance.chance(part)) {
                later(exchange, message, chance, most);
            }
        };
    }

    /** In so many of them, one byte is another one; never among the first few, which would make it another message. */
    static Trick garbles(SeededRandomness chance, double part, int from) {
        return (exchange, message) -> {
            byte[] bytes = message.toArray();
            if (bytes.length > from && chance.chance(part)) {
                bytes[from + chance.nextInt(bytes.length - from)] ^= (byte) (1 + chance.nextInt(255));
            }
            exchange.pass(Bytes.wrap(bytes));
        };
    }

    /** Only messages that begin with this byte are meant. */
    default Trick with(int type) {
        return when(message -> message.at(0) == type);
    }

    default Trick when(Predicate<Bytes> meant) {
        return (exchange, message) -> {
            if (!message.isEmpty() && meant.test(message)) {
                play(exchange, message);
            } else {
                exchange.pass(message);
            }
        };
    }

    private static void later(TappedExchange exchange, Bytes message, SeededRandomness chance, Duration most) {
        Duration pause = Duration.ofMillis(chance.nextInt((int) most.toMillis()));
        exchange.node().loop().schedule(pause, () -> exchange.pass(message));
    }
}
