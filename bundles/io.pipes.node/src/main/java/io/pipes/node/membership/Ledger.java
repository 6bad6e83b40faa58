// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.Registration;
import io.pipes.spi.storage.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The membership log of one node: kept in its store, judged, and told to those who listen.
 *
 * <p><b>Threads.</b> Lives on the node's loop; every call, stage and event happens there.
 *
 * <p><b>Durability.</b> What {@link #members}, {@link #head} and events show is in the store. Changes wait for each other, so each is
 * judged with everything before it committed.
 *
 * <p><b>Failure.</b> Stages fail with {@code PipesException}: {@code REFUSED} when this node may not, {@code NOT_FOUND}, {@code
 * ALREADY_EXISTS}, {@code REVOKED}, {@code STORAGE} when nothing was changed because the store did not take it.
 */
public final class Ledger implements Membership {
    /** The longest proof, in bytes: it leaves room beside it in the first payload of a handshake. */
    public static final int MAX_PROOF_BYTES = 3_584;

    /** The most that {@link #newest} names. */
    public static final int MAX_NEWEST = Operation.MAX_PARENTS;

    private final LocalNode node;
    private final NodeId self;
    private final LogState log;
    private final Prekeys prekeys;
    private final Journal journal;
    private final Proofs proofs;
    private final Intake intake;
    private final Orphans orphans = new Orphans();

    /** A ledger with what is in the store already. */
    Ledger(LocalNode node, LogState log, Prekeys prekeys) {
        this.node = node;
        this.log = log;
        this.prekeys = prekeys;
        self = node.keys().id(node.suite(), network());
        journal = new Journal(node, self, log, prekeys);
        proofs = new Proofs(node.suite(), log);
        intake = new Intake(node.suite(), network(), log, prekeys, orphans);
    }

    /**
     * Begins a ledger in a store that has none: of a network just founded, or of one this node was let into, whose other operations
     * are then fetched over a link. Does nothing more than {@link #load} when the store has it already.
     *
     * @param genesis the first operation with its signature; fails with {@code TICKET_INVALID} unless it is that of the network
     */
    public static CompletionStage<Ledger> begin(LocalNode node, NetworkId network, Bytes genesis) {
        try {
            Founding.check(node.suite(), network, genesis);
        } catch (MalformedException e) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.TICKET_INVALID,
                    "What the inviting node told is not the network that the ticket names.",
                    e));
        }
        return node.store()
                .commit(List.of(Change.put(LedgerStore.GENESIS, network.bytes(), genesis)))
                .handle((position, failure) -> failure)
                .thenCompose(failure -> failure == null
                        ? load(node, network)
                        : CompletableFuture.failedFuture(LedgerStore.asPipes(Turns.cause(failure))));
    }

    /** Loads a ledger; fails with {@code NOT_FOUND} when the store has none of this network. */
    public static CompletionStage<Ledger> load(LocalNode node, NetworkId network) {
        return LedgerLoad.ledger(node, network);
    }

    public NetworkId network() {
        return log.dag().operation(0).network();
    }

    public String networkName() {
        return first().networkName();
    }

    /** The key that was named for emergencies when the network was founded. */
    public Bytes recoveryKey() {
        return first().recoveryKey();
    }

    /** The first operation with its signature, for who joins. */
    public Bytes genesis() {
        return log.dag().operation(0).encode();
    }

    private Action.Genesis first() {
        return (Action.Genesis) log.dag().operation(0).action();
    }

    /** This node. */
    public NodeId self() {
        return self;
    }

    @Override
    public Collection<Member> members() {
        return journal.members().all();
    }

    @Override
    public Optional<Member> member(NodeId id) {
        return journal.members().find(id);
    }

    @Override
    public Optional<Bytes> authorKey(NodeId id) {
        return log.roster().everHad(id, Role.WRITER) ? log.known(id).map(Newcomer::signingKey) : Optional.empty();
    }

    public Optional<Member> memberByLinkKey(Bytes linkKey) {
        return journal.members().findByLinkKey(linkKey);
    }

    /** Whether this key belonged to a member and does not any more; then its owner gets silence. */
    public boolean isRevoked(Bytes linkKey) {
        return log.knownByLinkKey(linkKey).isPresent()
                && memberByLinkKey(linkKey).isEmpty();
    }

    /** Whether this node was a member and is not any more. */
    public boolean isRevoked(NodeId id) {
        return log.known(id).isPresent() && !journal.members().has(id);
    }

    /** By which invitation a present member came, if by any. */
    public Optional<InvitationId> invitationOf(NodeId id) {
        Seat seat = journal.members().has(id) ? log.roster().seat(id) : null;
        return seat != null && log.dag().operation(seat.add()).action() instanceof Action.Add add
                ? Optional.ofNullable(add.invitation())
                : Optional.empty();
    }

    /** What this node knows now: the heads of the log, at most {@link #MAX_NEWEST}, those that came last. */
    public List<OperationId> newest() {
        return Pages.newest(log.dag(), shown(), MAX_NEWEST);
    }

    /**
     * Whether letting this identity in by an invitation of this node would bring back somebody whom others removed: a node of the
     * identity, by a removal that was not known when the invitation was issued, or any node that came by the same invitation, since
     * a new identity costs nothing.
     *
     * @param known what {@link #newest} said when the invitation was issued
     */
    public boolean bringsBack(IdentityId identity, InvitationId invitation, List<OperationId> known) {
        Removals removals = new Removals(log);
        return removals.endedAny(self, invitation) || removals.endedSince(known, identity);
    }

    @Override
    public Map<NodeId, List<Ending>> former(Role role) {
        return journal.former(role);
    }

    @Override
    public Bytes head() {
        return shown().head();
    }

    @Override
    public List<Statement> statements(String kind) {
        return journal.statements(kind);
    }

    @Override
    public List<Statement> voided(String kind) {
        return journal.voided(kind);
    }

    @Override
    public boolean isBefore(OperationId earlier, OperationId later) {
        Integer before = dag().number(earlier);
        Integer after = dag().number(later);
        return before != null && after != null && dag().past(after).get(before);
    }

    @Override
    public Set<OperationId> earliest(Collection<OperationId> among) {
        return dag().earliest(among);
    }

    @Override
    public CompletionStage<Statement> record(String kind, Bytes body) {
        if (!Action.Statement.isTopic(kind) || body.size() > MAX_STATEMENT_BYTES) {
            throw new IllegalArgumentException("Not the kind or the size of a statement");
        }
        return journal.change(null, draft -> recorded(draft, new Action.Statement(kind, body)));
    }

    private Statement recorded(Draft draft, Action.Statement said) {
        try {
            Operation operation = draft.append(said);
            Integer number = log.dag().number(operation.id());
            return Snapshot.statement(log.dag().vertex(Objects.requireNonNull(number)));
        } catch (PipesException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Listeners hear in the order in which they were registered. */
    @Override
    public Registration listen(MembershipListener listener) {
        return journal.listen(listener);
    }

    /**
     * Adds a node.
     *
     * @param prekey its box key, kept in the same step; signed by the node itself
     * @param beside decides, when it is this change's turn, what else is committed in the same step; what it throws fails the stage
     */
    public CompletionStage<Member> add(
            Candidate candidate,
            Role role,
            Optional<InvitationId> invitation,
            Prekey prekey,
            Supplier<List<Change>> beside) {
        Newcomer newcomer;
        try {
            newcomer = check(candidate, prekey);
        } catch (MalformedException e) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "The keys of the new node do not fit each other.", e));
        }
        return journal.change(null, draft -> {
            draft.changes().addAll(beside.get());
            draft.append(new Action.Add(newcomer, role, invitation.orElse(null)));
            draft.put(prekey);
            return Snapshot.member(newcomer, role, prekey.boxKey());
        });
    }

    private Newcomer check(Candidate candidate, Prekey prekey) throws MalformedException {
        candidate.check(node.suite(), network().bytes());
        Newcomer newcomer = Newcomer.of(node.suite(), network(), candidate);
        boolean own = prekey.network().equals(network()) && prekey.node().equals(newcomer.id());
        if (!own || !prekey.isSignedBy(node.suite(), newcomer.signingKey())) {
            throw new MalformedException("prekey is not the candidate's");
        }
        return newcomer;
    }

    /** Removes a member for good; a node may remove itself, whatever its role. */
    public CompletionStage<Void> remove(NodeId member) {
        return append(new Action.Remove(member, 0));
    }

    public CompletionStage<Void> assign(NodeId member, Role role) {
        return append(new Action.Assign(member, role));
    }

    /**
     * Lets another node of this one's identity take the place of this one, which then is no member any more; for a home that comes from
     * a backup.
     *
     * @param signer of the successor
     * @param linkSigner whose link key is the successor's, see {@link io.pipes.spi.crypto.CryptoSuite#linkKeyOf}
     * @return fails with {@code REVOKED} when this node is no member
     */
    public CompletionStage<Void> succeed(Candidate successor, SigningKey signer, SigningKey linkSigner) {
        try {
            successor.check(node.suite(), network().bytes());
            Possession possession = Possession.of(successor.keys(), network(), self, signer, linkSigner);
            possession.check(node.suite(), successor.keys(), network(), self);
            return append(new Action.Succeed(Newcomer.of(node.suite(), network(), successor), possession));
        } catch (MalformedException e) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "The keys of the new node do not fit each other.", e));
        }
    }

    /**
     * Who is there instead of a node that is no member: who took its place from a backup of its home, or, when it comes from a backup itself
     * that was restored twice, the one of the two that has the place.
     */
    @Override
    public Optional<NodeId> successor(NodeId id) {
        return log.roster().successor(id);
    }

    private CompletionStage<Void> append(Action action) {
        return journal.change(null, draft -> draft.append(action)).thenApply(done -> null);
    }

    /**
     * Makes a box key this node's current one, unless a newer one is known. The stage completes when it is kept.
     *
     * @param version 1 or more; whoever gives it once gives it to one key only
     */
    public CompletionStage<Void> publish(long version, Bytes boxKey) {
        return journal.change(null, draft -> {
                    Prekey prekey = Prekey.sign(network(), self, version, boxKey, node.signer());
                    if (prekeys.isNews(prekey)) {
                        draft.put(prekey);
                    }
                    return draft;
                })
                .thenApply(done -> null);
    }

    public Optional<Prekey> prekey(NodeId id) {
        return prekeys.find(id);
    }

    /**
     * Operations from which a node that does not know a member yet can tell that it is one; the oldest are left out when they do not fit.
     *
     * @return at most {@link #MAX_PROOF_BYTES}; nothing for who is no member, or no more, even where that is still being stored
     */
    public Bytes proof(NodeId id) {
        Seat seat = log.roster().seat(id);
        return seat == null ? Bytes.EMPTY : proofs.proof(seat.add(), MAX_PROOF_BYTES);
    }

    /**
     * Checks what {@link #proof} made elsewhere. Keeps nothing of it.
     *
     * @param linkKey the key that the other side has proven to hold
     * @return the member, without a box key
     */
    public Member verifyProof(Bytes proof, Bytes linkKey) throws MalformedException {
        return proofs.verify(proof, linkKey, MAX_PROOF_BYTES);
    }

    /** Takes what a peer sent. Completes when what is good of it is in the store. */
    CompletionStage<Intake.Taken> take(NodeId from, List<Operation> operations, List<Prekey> sent) {
        return journal.change(from, draft -> intake.take(from, operations, sent, draft));
    }

    @Override
    public List<Bytes> operations(int from) {
        List<Bytes> page = new ArrayList<>();
        int size = 0;
        for (int number = from; number < shown().operations() && size < SyncMessage.PAGE_BYTES; number++) {
            Bytes encoded = dag().operation(number).encode();
            page.add(encoded);
            size += encoded.size();
        }
        return page;
    }

    @Override
    public CompletionStage<LogIntake> take(List<Bytes> encoded) {
        List<Operation> operations = new ArrayList<>();
        try {
            for (Bytes one : encoded) {
                operations.add(Operation.decode(suite(), one));
            }
        } catch (MalformedException e) {
            return CompletableFuture.completedFuture(new LogIntake(0, Optional.of(e.reason())));
        }
        return journal.change(self, draft -> {
            long before = known(operations);
            Intake.Taken taken = intake.take(self, operations, List.of(), draft);
            orphans.forget(self);
            Optional<String> refusal = taken.lacking()
                    ? Optional.of("an operation rests on others that are not here")
                    : Optional.ofNullable(taken.faults().get(self));
            return new LogIntake((int) (known(operations) - before), refusal);
        });
    }

    private long known(List<Operation> operations) {
        return operations.stream().map(Operation::id).filter(dag()::contains).count();
    }

    /** Tells of everything that was kept, after the listeners have heard of it. */
    Registration follow(Consumer<News> follower) {
        return journal.follow(follower);
    }

    void forget(NodeId peer) {
        orphans.forget(peer);
    }

    Snapshot shown() {
        return journal.shown();
    }

    Dag dag() {
        return log.dag();
    }

    Prekeys prekeys() {
        return prekeys;
    }

    CryptoSuite suite() {
        return node.suite();
    }
}
