// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who offers what in the network: this node by itself, the others by what they have announced. Lives on the loop. */
public final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final NodeContext node;
    private final Announcements held;
    private final Announcer announcer;
    private final Spreading spreading;
    private final Runnable changed;

    /** @param changed hears after others have announced something else */
    public Catalogue(NodeContext node, Runnable changed) {
        this.node = node;
        this.changed = changed;
        held = new Announcements(node.suite());
        announcer = new Announcer(node, this::tell);
        spreading = new Spreading(node, held, this::take);
    }

    /** A service and who offers it. */
    public record Entry(NodeId node, Service service) {}

    /** Takes up what must not be used twice; before anything is said. */
    public CompletionStage<Void> load() {
        return announcer.load();
    }

    /** Begins to tell, after a moment if this node has told something before. */
    public void begin(Duration moment) {
        announcer.begin(moment);
    }

    /** What is spoken with peers, and by whom. */
    public Protocol protocol() {
        return Spreading.PROTOCOL;
    }

    public ExchangeHandler handler() {
        return spreading;
    }

    /** How many services this node offers. */
    public int size() {
        return announcer.offered().size();
    }

    public boolean offers(String name) {
        return announcer.offered().containsKey(name);
    }

    /** Whether members would keep that beside what this node offers already. */
    public boolean fits(Service another) {
        return announcer.fits(another);
    }

    public void add(Service service) {
        announcer.add(service);
    }

    public void remove(String name) {
        announcer.remove(name);
    }

    /** What is offered, by this node first, then by the others in order of id. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        announcer.offered().values().forEach(service -> entries.add(new Entry(node.id(), service)));
        for (Announcement announcement : held.all()) {
            if (!announcement.author().equals(node.id())) {
                announcement.services().forEach(service -> entries.add(new Entry(announcement.author(), service)));
            }
        }
        return entries;
    }

    private void tell(Announcement own) {
        held.take(own);
        spreading.tellSoon();
    }

    private boolean take(Announcement announcement) {
        if (announcement.author().equals(node.id())) {
            announcer.surpassed(announcement.version().number());
            return true;
        }
        if (!held.take(announcement)) {
            LOG.warn(
                    "What {} offers is not listed here: the members' services together have more than {} bytes",
                    announcement.author(),
                    Announcements.MAX_BYTES);
            return false;
        }
        spreading.tellSoon();
        changed.run();
        return true;
    }

    /** Somebody has become a member. */
    public void joined() {
        spreading.joined();
    }

    /** Somebody is no member any more: what it offered is gone. */
    public void removed(NodeId member) {
        spreading.removed(member);
        if (held.remove(member)) {
            changed.run();
        }
    }

    public void stop() {
        announcer.stop();
        spreading.stop();
    }
}
