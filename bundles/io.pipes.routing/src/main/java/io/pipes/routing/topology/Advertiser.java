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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says what this node's links are, when that has changed: at once when a link went that others count on; two seconds after the last word
 * when one came or the note is another one; with growing pauses while that goes on; and last of all when only a delay has changed. Who has
 * nothing new to say is silent.
 */
final class Advertiser {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    /** What harms nobody who does not know it is told at leisure, so long after the last word: mostly more comes with it. */
    private static final Duration LEISURE = Duration.ofSeconds(2);

    private static final Duration LONGEST_LEISURE = Duration.ofSeconds(8);

    private static final Duration DELAYS = Duration.ofSeconds(5);

    /** Delays change with the load; were all nodes to tell of it all the time, telling would be a load of its own. */
    private static final int DELAYS_AT_ONCE = 3;

    private static final double DELAYS_PER_SECOND = 1.0 / 600;

    private final NodeContext node;
    private final DirectLinks links;
    private final boolean relays;
    private final Predicate<Prefix> counts;
    private final Consumer<Advert> publish;
    private final Numbers numbers;
    private final BackOff backOff;
    private final BackOff leisure;
    private final TokenBucket delays;
    private final EndOfTurn turn;
    private Cancellable later = () -> {};
    private Cancellable measuring = () -> {};
    private Bytes note = Bytes.EMPTY;
    private @Nullable Advert said;
    private long saidNanos;
    private boolean greeted;

    /**
     * @param counts whether others count a link to this node, because both ends name it
     * @param publish takes each new advert
     */
    Advertiser(
            NodeContext node, DirectLinks links, boolean relays, Predicate<Prefix> counts, Consumer<Advert> publish) {
        this.node = node;
        this.links = links;
        this.relays = relays;
        this.counts = counts;
        this.publish = publish;
        numbers = new Numbers(node, this::changed);
        backOff = new BackOff(node.clock(), SHORTEST_PAUSE, LONGEST_PAUSE);
        leisure = new BackOff(node.clock(), LEISURE, LONGEST_LEISURE);
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
        Neighbours before = last == null ? Neighbours.NONE : last.neighbours();
        if (last == null || last.relays() != relays || !neighbours.nameAll(before, counts)) {
            sayAfter(backOff.left(), neighbours, backOff::done);
        } else if (!before.nameAll(neighbours)
                || !neighbours.nameAll(before)
                || !last.note().equals(note)) {
            sayAfter(longer(backOff.left(), leisure.left()), neighbours, backOff::done);
        } else if (!before.equals(neighbours)) {
            sayAfter(longer(sinceSaid(DELAYS), delays.until(1)), neighbours, () -> delays.take(1));
        }
    }

    /** How long until so much time has passed since the last advert. */
    private Duration sinceSaid(Duration pause) {
        return Duration.ofNanos(saidNanos + pause.toNanos() - node.clock().nanos());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void sayAfter(Duration pause, Neighbours neighbours, Runnable done) {
        if (pause.compareTo(Duration.ZERO) > 0) {
            later = node.loop().schedule(pause, this::changed);
            return;
        }
        OptionalLong number = numbers.next();
        if (number.isPresent()) {
            done.run();
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
        leisure.done();
        publish.accept(now);
    }
}
