// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Label;
import io.pipes.base.TokenBucket;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what this node's links are, when that has changed: at once when a link came or went, a few times; and at leisure when only a delay
 * is another one. Who has nothing new to say is silent.
 */
final class Advertiser {
    private static final int AT_ONCE = 5;
    private static final double PER_SECOND = 1;

    private static final Duration DELAYS = Duration.ofSeconds(5);

    /** Delays change with the load; were all nodes to tell of it all the time, telling would be a load of its own. */
    private static final int DELAYS_AT_ONCE = 3;

    private static final double DELAYS_PER_SECOND = 1.0 / 600;

    private final NodeContext node;
    private final DirectLinks links;
    private final boolean relays;
    private final Consumer<Advert> publish;
    private final Numbers numbers;
    private final TokenBucket rate;
    private final TokenBucket delays;
    private final EndOfTurn turn;
    private Cancellable later = () -> {};
    private Cancellable measuring = () -> {};
    private Bytes note = Bytes.EMPTY;
    private @Nullable Advert said;
    private long saidNanos;
    private boolean greeted;

    /** @param publish takes each new advert */
    Advertiser(NodeContext node, DirectLinks links, boolean relays, Consumer<Advert> publish) {
        this.node = node;
        this.links = links;
        this.relays = relays;
        this.publish = publish;
        numbers = new Numbers(node, this::changed);
        rate = new TokenBucket(node.clock(), AT_ONCE, PER_SECOND);
        delays = new TokenBucket(node.clock(), DELAYS_AT_ONCE, DELAYS_PER_SECOND);
        turn = new EndOfTurn(node.loop(), this::consider);
    }

    Numbers numbers() {
        return numbers;
    }

    void start() {
        measuring = node.loop().schedule(DELAYS, this::measure);
    }

    void stop() {
        turn.stop();
        numbers.stop();
        later.cancel();
        measuring.cancel();
    }

    /** What others hold of this node is known, so none of those numbers will be used again. Before, nothing is said. */
    void greeted() {
        greeted = true;
        changed();
    }

    /** Whether this number was used, or lies below one that was. */
    boolean hasUsed(long number) {
        return numbers.hasUsed(number);
    }

    void announce(Bytes now) {
        note = now;
        changed();
    }

    /** Something may be otherwise than it was said. */
    void changed() {
        turn.ask();
    }

    /** Others hold a genuine advert of this node with this number, from a life that it does not remember. */
    void jumpAbove(long number) {
        numbers.jumpAbove(number);
        said = null;
        greeted();
    }

    private void measure() {
        if (links.measure()) {
            changed();
        }
        measuring = node.loop().schedule(DELAYS, this::measure);
    }

    private void consider() {
        later.cancel();
        Neighbours neighbours = links.neighbours();
        Advert last = said;
        if (!greeted || last == null && neighbours.count() == 0) {
            return;
        }
        if (last == null
                || last.relays() != relays
                || !last.note().equals(note)
                || !last.neighbours().namesTheSameAs(neighbours)) {
            sayAfter(rate.until(1), neighbours, rate);
        } else if (!last.neighbours().equals(neighbours)) {
            sayAfter(longer(untilDelaysAreDue(), delays.until(1)), neighbours, delays);
        }
    }

    private Duration untilDelaysAreDue() {
        return Duration.ofNanos(saidNanos + DELAYS.toNanos() - node.clock().nanos());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void sayAfter(Duration pause, Neighbours neighbours, TokenBucket budget) {
        if (pause.compareTo(Duration.ZERO) > 0) {
            later = node.loop().schedule(pause, this::changed);
            return;
        }
        OptionalLong number = numbers.next();
        if (number.isPresent()) {
            budget.take(1);
            say(number.getAsLong(), neighbours);
        }
    }

    private void say(long number, Neighbours neighbours) {
        Advert now = Advert.sign(
                node.network(),
                node.id(),
                number,
                relays,
                neighbours,
                note,
                message -> node.sign(Label.LINK_STATE, message));
        said = now;
        saidNanos = node.clock().nanos();
        publish.accept(now);
    }
}
