// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.api.PipesException;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.Clock;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.text.Timestamps;
import io.pipes.node.membership.Ledger;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.node.Member;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The invitations this node has issued, kept in its store. Lives on the node's loop.
 *
 * <p>An invitation that is spent or expired is kept for a while, so that who comes with it is told so.
 */
public final class Invitations {
    /** Where they stand in the node's store. */
    public static final String AREA = StoredInvitation.AREA;

    /** The most that are kept at a time. */
    static final int MAX_INVITATIONS = 10_000;

    /** From how many on old ones are forgotten. */
    private static final int MANY_INVITATIONS = 1_000;

    /** How long an invitation is remembered at least after it has expired. */
    static final Duration MEMORY = Duration.ofDays(30);

    private static final Duration MIN_VALIDITY = Duration.ofMinutes(1);
    private static final Duration MAX_VALIDITY = Duration.ofDays(365);
    private static final int PSK_BYTES = 32;

    private final CryptoSuite suite;
    private final Clock clock;
    private final Randomness randomness;
    private final PacketStore store;
    private final Ledger ledger;
    private final Secret joinSecret;
    private final Map<InvitationId, StoredInvitation> issued = new LinkedHashMap<>();

    private Invitations(
            CryptoSuite suite,
            Clock clock,
            Randomness randomness,
            PacketStore store,
            Ledger ledger,
            Secret joinSecret) {
        this.suite = suite;
        this.clock = clock;
        this.randomness = randomness;
        this.store = store;
        this.ledger = ledger;
        this.joinSecret = joinSecret.copy();
    }

    /**
     * Loads what is in the store.
     *
     * @param joinSecret the network's, 32 bytes; copied
     */
    public static CompletionStage<Invitations> load(
            CryptoSuite suite,
            Clock clock,
            Randomness randomness,
            PacketStore store,
            Ledger ledger,
            Secret joinSecret) {
        Invitations invitations = new Invitations(suite, clock, randomness, store, ledger, joinSecret);
        return invitations.load(-1).handle((done, failure) -> {
            if (failure != null) {
                throw new CompletionException(storage(failure));
            }
            return invitations;
        });
    }

    private CompletionStage<Void> load(long after) {
        return store.scan(StoredInvitation.AREA, after, 1_024).thenCompose(page -> {
            page.forEach(this::remember);
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : load(page.get(page.size() - 1).position());
        });
    }

    private void remember(StoredEntry entry) {
        try {
            StoredInvitation invitation = StoredInvitation.decode(entry.value());
            issued.put(invitation.id(), invitation);
        } catch (MalformedException e) {
            // Whoever comes with it gets silence, as for any invitation that is not known.
        }
    }

    /**
     * Makes an invitation; durable when the stage completes.
     *
     * @param addresses where this node can be reached; the first {@link Ticket#MAX_ADDRESSES} go into the ticket
     * @return fails with {@code INVALID_ARGUMENT} for terms out of bounds, {@code REFUSED} below {@code ADMIN} or for a role above one's
     *     own, {@code REVOKED} when this node is no member any more, {@code BUSY} when there are too many, {@code STORAGE}
     */
    public CompletionStage<Ticket> issue(InvitationTerms terms, List<Address> addresses) {
        List<Change> changes = forgetOld();
        Optional<PipesException> objection = objection(terms);
        if (objection.isPresent()) {
            return CompletableFuture.failedFuture(objection.get());
        }
        long expires = Clamp.between(
                Clamp.add(clock.wallMillis(), terms.validFor().toMillis()),
                Timestamps.MIN_MILLIS,
                Timestamps.MAX_MILLIS);
        StoredInvitation invitation = new StoredInvitation(
                InvitationId.of(Bytes.wrap(randomness.bytes(InvitationId.SIZE))),
                Secret.random(randomness, Ticket.SECRET_BYTES),
                terms.role(),
                expires,
                terms.uses(),
                ledger.newest());
        changes.add(invitation.put());
        return store.commit(changes).handle((position, failure) -> {
            if (failure != null) {
                throw new CompletionException(storage(failure));
            }
            issued.put(invitation.id(), invitation);
            return ticket(invitation, addresses);
        });
    }

    private Ticket ticket(StoredInvitation invitation, List<Address> addresses) {
        Bytes linkKey = ledger.member(ledger.self()).map(Member::linkKey).orElseThrow(Invitations::removed);
        return new Ticket(
                ledger.network(),
                ledger.networkName(),
                ledger.self(),
                linkKey,
                addresses.subList(0, Math.min(addresses.size(), Ticket.MAX_ADDRESSES)),
                invitation.id(),
                invitation.secret().copy(),
                invitation.role(),
                invitation.expiresMillis());
    }

    private Optional<PipesException> objection(InvitationTerms terms) {
        Optional<Role> own = ledger.member(ledger.self()).map(Member::role);
        boolean inBounds = terms.validFor().compareTo(MIN_VALIDITY) >= 0
                && terms.validFor().compareTo(MAX_VALIDITY) <= 0
                && terms.uses() >= 1
                && terms.uses() <= StoredInvitation.MAX_USES;
        if (!inBounds) {
            return Optional.of(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "An invitation is valid for 1 minute to 365 days and for 1 to 10,000 uses."));
        } else if (own.isEmpty()) {
            return Optional.of(removed());
        } else if (!own.get().atLeast(Role.ADMIN)) {
            return Optional.of(new PipesException(
                    PipesException.Code.REFUSED, "Only an admin or an owner can invite. Ask one of them."));
        } else if (!own.get().atLeast(terms.role())) {
            return Optional.of(
                    new PipesException(PipesException.Code.REFUSED, "Nobody can invite into a role above their own."));
        } else if (issued.size() >= MAX_INVITATIONS) {
            return Optional.of(new PipesException(
                    PipesException.Code.BUSY,
                    "There are too many invitations that have not expired. Make fewer with more uses."));
        }
        return Optional.empty();
    }

    private static PipesException removed() {
        return new PipesException(PipesException.Code.REVOKED, "This node is not a member of the network any more.");
    }

    /** Only when there are many: a clock that is wrong for a day must not cost invitations. */
    private List<Change> forgetOld() {
        if (issued.size() < MANY_INVITATIONS) {
            return new ArrayList<>();
        }
        long before = Clamp.subtract(clock.wallMillis(), MEMORY.toMillis());
        List<StoredInvitation> old = issued.values().stream()
                .filter(invitation -> invitation.expiresMillis() < before)
                .limit(MANY_INVITATIONS)
                .toList();
        List<Change> changes = new ArrayList<>();
        for (StoredInvitation invitation : old) {
            issued.remove(invitation.id());
            changes.add(invitation.remove());
        }
        return changes;
    }

    /** The key with which a handshake of that invitation is made; empty for one that this node does not know. Belongs to the caller. */
    public Optional<Secret> pskOf(InvitationId invitation) {
        return Optional.ofNullable(issued.get(invitation))
                .map(known -> psk(suite, ledger.network(), known.id(), known.secret()));
    }

    /** The same key, for the joiner. Belongs to the caller. */
    public static Secret psk(CryptoSuite suite, Ticket ticket) {
        return psk(suite, ticket.network(), ticket.invitation(), ticket.secret());
    }

    private static Secret psk(CryptoSuite suite, NetworkId network, InvitationId id, Secret secret) {
        return suite.derive(secret, network.bytes(), Label.INVITATION_PSK, id.bytes(), PSK_BYTES);
    }

    /**
     * Lets a joiner in: adds it to the ledger and spends one use, in one step. The same node asking again gets the same answer.
     *
     * @param invitation with whose key the handshake was made
     * @param linkKey the joiner's link key, as the handshake has proven it
     * @return completes with a refusal rather than fail
     */
    public CompletionStage<JoinAnswer> redeem(InvitationId invitation, Bytes linkKey, JoinRequest request) {
        if (!request.candidate().keys().linkKey().equals(linkKey)) {
            return CompletableFuture.completedFuture(refused(JoinAnswer.Refusal.INVALID));
        }
        NodeId joiner = request.candidate().keys().id(suite, ledger.network());
        StoredInvitation known = issued.get(invitation);
        if (known == null) {
            return CompletableFuture.completedFuture(refused(JoinAnswer.Refusal.INVALID));
        }
        IdentityId identity = IdentityGenesis.idOf(suite, request.candidate().identityGenesis());
        return ledger.add(
                        request.candidate(),
                        known.role(),
                        Optional.of(invitation),
                        request.prekey(),
                        () -> List.of(use(invitation, joiner, identity).put()))
                .handle((member, failure) -> {
                    if (failure != null) {
                        return afterFailure(invitation, joiner, failure);
                    }
                    issued.computeIfPresent(invitation, (id, before) -> before.spent());
                    return welcome();
                });
    }

    /** The invitation after one more use. Called when it is this joiner's turn, so nobody comes between the look and the use. */
    private StoredInvitation use(InvitationId id, NodeId joiner, IdentityId identity) {
        StoredInvitation now = issued.get(id);
        if (now == null) {
            throw JoinAnswer.Refusal.INVALID.exception();
        } else if (ledger.member(joiner).isPresent()) {
            throw new PipesException(PipesException.Code.ALREADY_EXISTS, "This node is a member already.");
        } else if (clock.wallMillis() >= now.expiresMillis()) {
            throw JoinAnswer.Refusal.EXPIRED.exception();
        } else if (now.uses() == 0) {
            throw JoinAnswer.Refusal.SPENT.exception();
        } else if (ledger.bringsBack(identity, id, now.known())) {
            throw JoinAnswer.Refusal.REMOVED.exception();
        }
        return now.spent();
    }

    private JoinAnswer afterFailure(InvitationId invitation, NodeId joiner, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof PipesException known)) {
            return refused(JoinAnswer.Refusal.TRY_AGAIN);
        }
        return switch (known.code()) {
            case TICKET_EXPIRED -> refused(JoinAnswer.Refusal.EXPIRED);
            case TICKET_SPENT -> refused(JoinAnswer.Refusal.SPENT);
            case ALREADY_EXISTS ->
                ledger.invitationOf(joiner).equals(Optional.of(invitation))
                        ? welcome()
                        : refused(JoinAnswer.Refusal.INVALID);
            case REFUSED -> refused(JoinAnswer.Refusal.ISSUER_MAY_NOT);
            case REVOKED ->
                refused(
                        ledger.member(ledger.self()).isPresent()
                                ? JoinAnswer.Refusal.REMOVED
                                : JoinAnswer.Refusal.ISSUER_MAY_NOT);
            case STORAGE -> refused(JoinAnswer.Refusal.TRY_AGAIN);
            default -> refused(JoinAnswer.Refusal.INVALID);
        };
    }

    private JoinAnswer welcome() {
        return new JoinAnswer.Welcome(joinSecret.copy(), ledger.genesis());
    }

    private static JoinAnswer refused(JoinAnswer.Refusal refusal) {
        return new JoinAnswer.Refused(refusal);
    }

    private static PipesException storage(Throwable failure) {
        return new PipesException(
                PipesException.Code.STORAGE,
                "The node's store did not take the invitation. Free space or check the disk, then try again.",
                failure instanceof CompletionException ? failure.getCause() : failure);
    }
}
