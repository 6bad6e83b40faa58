// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Label;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node offers: numbers it, signs it and has it told, at once when nothing was told for {@link #PAUSE}. A number is durable before
 * it is used, so that none is used twice. Lives on the loop.
 */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    /** Each change costs every member a signature, so they are not told faster. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String AREA = "service/own";
    private static final Bytes NUMBER = Bytes.utf8("number");

    private final NodeContext node;
    private final Consumer<Announcement> told;
    private final Map<String, Service> offered = new TreeMap<>();
    private Cancellable timer = () -> {};
    private long number;
    private boolean changed;
    private boolean working;
    private boolean pausing;
    private boolean stopped;

    /** @param told gets what is to be told */
    Announcer(NodeContext node, Consumer<Announcement> told) {
        this.node = node;
        this.told = told;
    }

    /** Takes up the number that was used last. */
    CompletionStage<Void> load() {
        return node.store()
                .read(AREA, NUMBER)
                .thenAccept(stored -> number = stored.filter(bytes -> bytes.size() == Long.BYTES)
                        .map(bytes -> bytes.longAt(0))
                        .filter(last -> last > 0 && last <= Version.MAX_NUMBER)
                        .orElse(0L));
    }

    /** Begins. Who has offered something before waits a moment, so that what is offered again did not go away in between. */
    void begin(Duration moment) {
        if (number > 0) {
            changed = true;
            pause(moment);
        }
    }

    Map<String, Service> offered() {
        return offered;
    }

    /** Whether that could be offered beside the others. */
    boolean fits(Service another) {
        List<Service> all = new ArrayList<>(offered.values());
        all.add(another);
        return Announcement.fits(all);
    }

    void add(Service service) {
        offered.put(service.name(), service);
        change();
    }

    void remove(String name) {
        offered.remove(name);
        change();
    }

    /** A member holds something of this node with a number that this node does not know, as after its store was lost. */
    void surpassed(long by) {
        if (by >= number) {
            number = by;
            change();
        }
    }

    private void change() {
        changed = true;
        tell();
    }

    private void tell() {
        if (!changed || working || pausing || stopped || number == Version.MAX_NUMBER) {
            return;
        }
        changed = false;
        working = true;
        // By the time of signing the number may have been surpassed, and that of the other must not be used again.
        long mine = ++number;
        List<Service> now = List.copyOf(offered.values());
        kept(mine)
                .thenCompose(kept -> CompletableFuture.supplyAsync(() -> sign(mine, now), node.workers()))
                .whenCompleteAsync(this::signed, node.loop());
    }

    /** What cannot be kept is told all the same: whoever holds a higher number says so after a restart. */
    private CompletionStage<Long> kept(long mine) {
        Bytes value = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(mine).array());
        return node.store().commit(List.of(Change.put(AREA, NUMBER, value))).exceptionally(failure -> {
            LOG.debug("The number of what this node offers could not be stored", failure);
            return 0L;
        });
    }

    private Announcement sign(long mine, List<Service> services) {
        return Announcement.make(
                node.suite(), node.network(), node.id(), mine, services, message -> node.sign(Label.SERVICES, message));
    }

    private void signed(Announcement announcement, Throwable failure) {
        working = false;
        if (stopped) {
            return;
        }
        if (failure == null) {
            told.accept(announcement);
        } else {
            LOG.warn("What this node offers could not be signed, so members do not hear of it", failure);
        }
        pause(PAUSE);
    }

    private void pause(Duration duration) {
        pausing = true;
        timer = node.loop().schedule(duration, () -> {
            pausing = false;
            tell();
        });
    }

    /** Tells nothing any more. */
    void stop() {
        stopped = true;
        timer.cancel();
    }
}
