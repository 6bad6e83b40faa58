// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import static java.util.Comparator.comparing;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.identity.Identity;
import io.pipes.base.Clock;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.identity.LocalIdentities;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.spi.loop.Loops;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The identities of this home: read once, then answered from memory. Stages complete on the blocking executor. */
@Component(service = {OwnIdentities.class, LocalIdentities.class})
public final class HomeIdentities implements OwnIdentities, LocalIdentities {
    private static final Logger LOG = LoggerFactory.getLogger(HomeIdentities.class);

    private final IdentityShelf shelf;
    private final Executor blocking;
    private final Clock clock;
    private final Map<IdentityId, HeldIdentity> held = new ConcurrentHashMap<>();

    /** Names that exist or are just being made. */
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** Reads what there is, so it blocks for the disk. */
    @Activate
    public HomeIdentities(
            @Reference Keystore keystore,
            @Reference CryptoSuite suite,
            @Reference Loops loops,
            @Reference Clock clock,
            @Reference Randomness randomness) {
        shelf = new IdentityShelf(keystore, suite, randomness);
        blocking = loops.blocking();
        this.clock = clock;
        load();
    }

    @Override
    public CompletionStage<Identity> create(String name) {
        String normal = IdentityName.normal(name);
        if (!IdentityName.isGood(normal)) {
            return CompletableFuture.failedStage(new PipesException(
                    Code.INVALID_ARGUMENT,
                    "That is not a name. Take 1 to 64 printable characters without blanks at the ends."));
        }
        if (!taken.add(normal)) {
            return CompletableFuture.failedStage(new PipesException(
                    Code.ALREADY_EXISTS, "There is an identity " + normal + " here already. Take another name."));
        }
        return makeLater(normal);
    }

    @Override
    public List<Identity> list() {
        return inOrder().map(HeldIdentity::shown).toList();
    }

    @Override
    public List<LocalIdentity> all() {
        return inOrder().map(LocalIdentity.class::cast).toList();
    }

    @Override
    public Optional<LocalIdentity> find(IdentityId id) {
        return Optional.ofNullable(held.get(id));
    }

    @Override
    public LocalIdentity read(String entry, Secret secret) throws MalformedException {
        return shelf.read(entry, secret);
    }

    private Stream<HeldIdentity> inOrder() {
        return held.values().stream().sorted(comparing(HeldIdentity::name).thenComparing(HeldIdentity::id));
    }

    private void load() {
        try {
            for (HeldIdentity found : shelf.readAll()) {
                taken.add(found.name());
                held.put(found.id(), found);
            }
        } catch (KeystoreException unusable) {
            LOG.warn("There are no identities until the keystore can be used: {}", unusable.getMessage());
        }
    }

    private CompletionStage<Identity> makeLater(String name) {
        CompletableFuture<Identity> made = new CompletableFuture<>();
        try {
            blocking.execute(() -> make(name, made));
        } catch (RejectedExecutionException stopping) {
            taken.remove(name);
            made.completeExceptionally(new PipesException(
                    Code.FEATURE_MISSING, "Identities are just being stopped. Try again in a moment."));
        }
        return made.minimalCompletionStage();
    }

    private void make(String name, CompletableFuture<Identity> made) {
        try {
            HeldIdentity identity = shelf.make(name, clock.wallMillis());
            held.put(identity.id(), identity);
            made.complete(identity.shown());
        } catch (KeystoreException refused) {
            taken.remove(name);
            made.completeExceptionally(
                    new PipesException(code(refused), String.valueOf(refused.getMessage()), refused));
        } catch (RuntimeException failed) {
            LOG.error("An identity could not be made", failed);
            taken.remove(name);
            made.completeExceptionally(new PipesException(
                    Code.INTERNAL, "The identity could not be made; the log says more. Try again.", failed));
        }
    }

    private static Code code(KeystoreException refused) {
        return refused.reason() == KeystoreException.Reason.UNWRITABLE ? Code.STORAGE : Code.KEYSTORE;
    }
}
