// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client;

import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a node sends on for one subscription, in order. Holds no more than the window that the node was given: {@link #next} gives the node
 * leave to send more as items are taken. For one reading thread.
 */
public final class Subscription implements AutoCloseable {
    /** How many items may be on the way or wait here. */
    public static final int WINDOW = 256;

    private final NodeClient client;
    private final String id;
    private final BlockingQueue<Item> items;
    private final AtomicLong skipped = new AtomicLong();
    private int taken;
    private @Nullable ClientException end;
    private boolean over;

    Subscription(NodeClient client, String id, BlockingQueue<Item> items) {
        this.client = client;
        this.id = id;
        this.items = items;
    }

    /** Something that came for a subscription, or the end of everything. */
    sealed interface Item permits Arrived, Ended {}

    record Arrived(String method, JsonObject params) implements Item {}

    record Ended(ClientException cause) implements Item {}

    static BlockingQueue<Item> newQueue() {
        return new LinkedBlockingQueue<>();
    }

    /**
     * The next message, once it is there.
     *
     * @return empty when the time is up, and at once when {@link #isOver}
     * @throws ClientException when the connection has ended and everything before was taken
     */
    public Optional<JsonObject> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            if (end != null) {
                throw end;
            }
            if (over) {
                return Optional.empty();
            }
            Item item = items.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (item == null) {
                return Optional.empty();
            }
            Optional<JsonObject> message = take(item);
            if (message.isPresent()) {
                return message;
            }
        }
    }

    private Optional<JsonObject> take(Item item) {
        if (item instanceof Ended ended) {
            end = ended.cause();
            return Optional.empty();
        }
        Arrived arrived = (Arrived) item;
        switch (arrived.method()) {
            case "skipped" -> {
                skipped.addAndGet(arrived.params().number("count").orElse(1L));
                return Optional.empty();
            }
            case "message" -> {
                grantMore();
                return Optional.of(arrived.params().object("message"));
            }
            case "ended" -> {
                over = arrived.params().value("error") == null;
                end = over ? null : NodeClient.failure(arrived.params().object("error"));
                return Optional.empty();
            }
            default -> {
                grantMore();
                return Optional.of(arrived.params());
            }
        }
    }

    /** Whether everything there was to come has been taken. */
    public boolean isOver() {
        return over;
    }

    /** How many messages the node has left out so far because this side was too slow for a live pipeline. */
    public long skipped() {
        return skipped.get();
    }

    private void grantMore() {
        taken++;
        if (taken >= WINDOW / 2) {
            client.call(
                    "subscription.grant",
                    JsonObject.empty().with("subscription", id).with("count", taken));
            taken = 0;
        }
    }

    /** Tells the node that no more is wanted. */
    @Override
    public void close() {
        client.forget(id);
    }
}
