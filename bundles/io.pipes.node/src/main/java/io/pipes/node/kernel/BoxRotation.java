// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NodeId;
import io.pipes.node.membership.Ledger;
import io.pipes.node.membership.Prekey;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Registration;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a node's box key from time to time and destroys those that nobody needs any more: what was boxed to them stays with others for
 * good, in the membership log for instance, and cannot be opened then by whoever takes the keys later. A new key is on the disk before
 * anybody hears of it. Lives on the loop.
 */
final class BoxRotation {
    /** With so many a node makes no more until some can go, unless nobody boxes to the newest one. */
    static final int MAX_KEYS = 32;

    /** So many later keys are announced when one goes. */
    private static final int SUCCESSORS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(BoxRotation.class);

    private final KernelParts kernel;
    private final NodeId id;
    private final BoxKeys keys;
    private final Ledger ledger;
    private final BooleanSupplier others;
    private final PacketStore store;
    private @Nullable HeardBoxKeys heard;
    private final List<Supplier<CompletionStage<Void>>> before = new ArrayList<>();
    private CompletionStage<Void> running = done();
    private CompletionStage<Void> writing = done();
    private boolean stopped;

    /** @param others whether this node is in step with another one now */
    BoxRotation(KernelParts kernel, NodeParts parts, BooleanSupplier others) {
        this.kernel = kernel;
        id = parts.id();
        keys = parts.secrets().boxes();
        ledger = parts.ledger();
        this.others = others;
        store = parts.store();
    }

    void start() {
        run(announce());
        loop().schedule(timing().first(), this::look);
    }

    /** Completes when nothing is written to the keystore any more; what features have promised before that is not waited for. */
    CompletionStage<Void> stop() {
        stopped = true;
        return writing;
    }

    /** What must have succeeded whenever keys are to go; while nobody has any use for keys, or some have not said, all stay. */
    Registration before(Supplier<CompletionStage<Void>> opened) {
        before.add(opened);
        return () -> before.remove(opened);
    }

    private void look() {
        if (stopped) {
            return;
        }
        run(heard().thenCompose(this::look));
        running.thenRun(() -> {
            if (!stopped) {
                loop().schedule(timing().look(), this::look);
            }
        });
    }

    /** A store that fails now may be read at the next look. */
    private CompletionStage<HeardBoxKeys> heard() {
        return heard != null
                ? CompletableFuture.completedFuture(heard)
                : HeardBoxKeys.load(store, id).thenApply(loaded -> heard = loaded);
    }

    private void run(CompletionStage<Void> work) {
        running = running.thenCombine(work, (one, other) -> other).exceptionally(failure -> {
            LOG.warn("The box keys of node {} stay as they are for now", id, Hop.cause(failure));
            return null;
        });
    }

    private CompletionStage<Void> look(HeardBoxKeys heard) {
        boolean alone = ledger.members().size() == 1;
        if (ledger.member(id).isEmpty()) {
            return done();
        }
        return announce()
                .thenCompose(announced -> isAnnounced() ? look(heard, alone || others.getAsBoolean()) : done());
    }

    private CompletionStage<Void> look(HeardBoxKeys heard, boolean told) {
        return heard.look(kernel.clock().wallMillis(), keys.version(), told, timing().most())
                .thenCompose(looked -> replace(heard))
                .thenCompose(replaced -> destroy(heard));
    }

    /**
     * Others know a lower version, or none, when this node ended between writing and announcing a key, or its store has lost what it
     * announced. They know a higher one, or another key, when the keys folder is one from before: what they box to cannot be opened then.
     */
    private CompletionStage<Void> announce() {
        long known = ledger.prekey(id).map(Prekey::version).orElse(0L);
        if (isAnnounced()) {
            return done();
        }
        return known < keys.version()
                ? ledger.publish(keys.version(), keys.newest().publicKey())
                : replace(known + 1);
    }

    private boolean isAnnounced() {
        return ledger.prekey(id)
                .filter(prekey -> prekey.version() == keys.version()
                        && prekey.boxKey().equals(keys.newest().publicKey()))
                .isPresent();
    }

    private CompletionStage<Void> replace(HeardBoxKeys heard) {
        return heard.isHeardFor(keys.version(), timing().rotate()) && keys.own().size() < MAX_KEYS
                ? replace(keys.version() + 1)
                : done();
    }

    private CompletionStage<Void> replace(long version) {
        if (stopped) {
            return done();
        }
        KeyPair key = suite().newBoxKey(kernel.surroundings().randomness());
        return write(() -> {
                    kernel.keyring().writeBox(id, version, key);
                    return null;
                })
                .thenCompose(written -> {
                    keys.add(version, key);
                    LOG.info("Node {} has a new box key, number {}; earlier ones go later", id, version);
                    return stopped ? done() : ledger.publish(version, key.publicKey());
                });
    }

    private CompletionStage<Void> destroy(HeardBoxKeys heard) {
        List<Long> versions = keys.versions();
        List<Long> old = versions.subList(0, Math.max(0, versions.size() - SUCCESSORS)).stream()
                .filter(version -> heard.isHeardFor(version + 1, timing().keep()))
                .toList();
        if (old.isEmpty() || before.isEmpty() || stopped) {
            return done();
        }
        CompletionStage<Void> opened = done();
        for (Supplier<CompletionStage<Void>> one : before) {
            opened = opened.thenCombine(one.get(), (earlier, now) -> now);
        }
        return opened.thenCompose(all -> stopped ? done() : destroy(old, heard));
    }

    private CompletionStage<Void> destroy(List<Long> old, HeardBoxKeys heard) {
        return write(() -> {
                    for (long version : old) {
                        kernel.keyring().deleteBox(id, version);
                    }
                    return null;
                })
                .thenRun(() -> {
                    old.forEach(keys::remove);
                    heard.forgetBefore(old.get(old.size() - 1));
                    LOG.info("Earlier box keys of node {} are destroyed: {}", id, old);
                });
    }

    private CompletionStage<Void> write(Hop.Blocking<Void> work) {
        CompletionStage<Void> written =
                Hop.blocking(kernel.surroundings().loops().blocking(), loop(), work);
        writing = written.exceptionally(failure -> null);
        return written;
    }

    private CryptoSuite suite() {
        return kernel.surroundings().suite();
    }

    private Loop loop() {
        return kernel.loop();
    }

    private BoxTiming timing() {
        return kernel.timing().boxes();
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
