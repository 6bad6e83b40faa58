// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.direct.Disk;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.Routing;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.transport.Connection;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.BlobShelf;
import io.pipes.testkit.storage.MemoryBlobStores;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node without a kernel: time passes when a test says so, and what it asks of the kernel is written down. */
public final class LoneNode implements NodeContext {
    public static final NodeId SELF = NodeId.of(Bytes.wrap("this node and never a peer of it".getBytes(US_ASCII)));

    public final VirtualTime time;
    /** To whom a link was asked for, in order. */
    public final List<NodeId> wanted = new ArrayList<>();
    /** To whom there is a link. */
    public final Set<NodeId> linked = new TreeSet<>();
    /** What an operator sees now. */
    public final Set<String> problems = new HashSet<>();
    /** Who may not write any more, and why. */
    public final Map<NodeId, List<Membership.Ending>> formerWriters = new TreeMap<>();
    /** Who may not read any more, and why. */
    public final Map<NodeId, List<Membership.Ending>> formerReaders = new TreeMap<>();

    public final Map<NodeId, NodeId> successors = new TreeMap<>();

    /** What the author of an operation knew when it was made. */
    public final Map<OperationId, Set<OperationId>> known = new HashMap<>();
    /** How often it was asked for that. */
    public int looks;
    /** How many boxes it has tried to open. */
    public int unboxed;

    /** What the log says, and what does not count of it, each in causal order. */
    public final List<Membership.Statement> statements = new ArrayList<>();

    public final List<Membership.Statement> voided = new ArrayList<>();

    /** Hears what this node records, each knowing all before; without it nothing is recorded. */
    public @Nullable Consumer<Membership.Statement> recording;

    private final NodeId self;
    private final SimulatedLoop loop;
    private final CryptoSuite suite;
    private final Map<NodeId, Member> members;
    private final Randomness randomness = new SeededRandomness(1);
    private final SigningKey signing;
    private KeyPair box;
    private PacketStore store = new Disk();
    private @Nullable MemoryPacketStores memory;
    private final BlobStore blobs;

    public LoneNode(NodeId... others) {
        this(SELF, new VirtualTime(1), new SimulatedSuite(), new TreeMap<>());
        Stream.of(others).forEach(other -> members.put(other, member(other, other.bytes())));
        members.put(SELF, member(SELF, SELF.bytes()));
    }

    /** One of several in one time. */
    public LoneNode(NodeId self, VirtualTime time, CryptoSuite suite, Map<NodeId, Member> members) {
        this.self = self;
        this.time = time;
        this.suite = suite;
        this.members = members;
        SeededRandomness own = new SeededRandomness(self.hashCode());
        signing = suite.newSigningKey(own);
        box = suite.newBoxKey(own);
        loop = new SimulatedLoop(time, "node");
        CompletableFuture<BlobStore> opened = new MemoryBlobStores(new BlobShelf(), suite, Duration.ZERO)
                .open("node", loop)
                .toCompletableFuture();
        time.runFor(Duration.ZERO);
        blobs = opened.join();
    }

    public static Member member(NodeId id, Bytes signingKey) {
        return new Member(id, IdentityId.of(id.bytes()), "member", Role.WRITER, signingKey, signingKey, signingKey);
    }

    /** Keeps what it stores on a shelf, also for nodes that come after it. */
    public LoneNode on(StoreShelf shelf) {
        Secret key = Secret.wrap(new byte[32]);
        memory = new MemoryPacketStores(shelf, Duration.ZERO);
        CompletableFuture<PacketStore> opened = memory.open("lone", key, loop).toCompletableFuture();
        passes(Duration.ofSeconds(1));
        store = opened.join();
        return this;
    }

    /** The store on its shelf takes nothing more for this reason. */
    public void fails(StoreException.Reason reason) {
        Objects.requireNonNull(memory).fail(reason);
    }

    /** Its store as something that stands before it shows it. */
    public LoneNode behind(UnaryOperator<PacketStore> before) {
        store = before.apply(store);
        return this;
    }

    public void passes(Duration duration) {
        time.runFor(duration);
    }

    @Override
    public NodeId id() {
        return self;
    }

    @Override
    public NetworkId network() {
        return NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public CryptoSuite suite() {
        return suite;
    }

    @Override
    public Membership membership() {
        return new Membership() {
            @Override
            public Collection<Member> members() {
                return members.values();
            }

            @Override
            public Optional<Member> member(NodeId id) {
                return Optional.ofNullable(members.get(id));
            }

            @Override
            public Optional<Bytes> authorKey(NodeId id) {
                return member(id).map(Member::signingKey);
            }

            @Override
            public Optional<NodeId> successor(NodeId former) {
                return Optional.ofNullable(successors.get(former));
            }

            @Override
            public Map<NodeId, List<Ending>> former(Role role) {
                return role == Role.WRITER ? formerWriters : formerReaders;
            }

            @Override
            public boolean isBefore(OperationId earlier, OperationId later) {
                looks++;
                return known.getOrDefault(later, Set.of()).contains(earlier);
            }

            @Override
            public Bytes head() {
                return Bytes.wrap(new byte[32]);
            }

            @Override
            public List<Statement> statements(String kind) {
                return ofKind(statements, kind);
            }

            @Override
            public List<Statement> voided(String kind) {
                return ofKind(voided, kind);
            }

            private List<Statement> ofKind(List<Statement> all, String kind) {
                return all.stream().filter(one -> one.kind().equals(kind)).toList();
            }

            @Override
            public CompletionStage<Statement> record(String kind, Bytes body) {
                if (recording == null) {
                    return CompletableFuture.failedFuture(new IllegalStateException("nothing is recorded here"));
                }
                OperationId id = OperationId.of(Bytes.wrap(randomness.bytes(OperationId.SIZE)));
                known.put(id, Set.copyOf(known.keySet()));
                Statement statement = new Statement(id, self, Role.WRITER, 0, kind, body);
                recording.accept(statement);
                return CompletableFuture.completedFuture(statement);
            }

            @Override
            public Registration listen(MembershipListener listener) {
                return () -> {};
            }

            @Override
            public List<Bytes> operations(int from) {
                return List.of();
            }

            @Override
            public CompletionStage<LogIntake> take(List<Bytes> operations) {
                return CompletableFuture.completedFuture(new LogIntake(0, Optional.empty()));
            }
        };
    }

    @Override
    public Links links() {
        return new Links() {
            @Override
            public Collection<NodeId> linked() {
                return linked;
            }

            @Override
            public Optional<LinkState> link(NodeId member) {
                return Optional.empty();
            }

            @Override
            public Registration listen(Runnable listener) {
                return () -> {};
            }

            @Override
            public void want(NodeId member) {
                wanted.add(member);
            }

            @Override
            public Registration handle(Protocol protocol, ExchangeHandler handler) {
                return () -> {};
            }
        };
    }

    @Override
    public Routing routing() {
        return new Routing() {
            @Override
            public Registration offer(Router router) {
                throw new UnsupportedOperationException("no ways through others here");
            }

            @Override
            public Optional<Router> router() {
                return Optional.empty();
            }

            @Override
            public void accept(Connection connection) {
                throw new UnsupportedOperationException("no ways through others here");
            }

            @Override
            public void changed() {}

            @Override
            public Registration listen(Runnable listener) {
                return () -> {};
            }
        };
    }

    @Override
    public Collection<String> features() {
        return List.of();
    }

    @Override
    public PacketStore store() {
        return store;
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public Executor blocking() {
        return Runnable::run;
    }

    /** It has another box key from now on; nothing opens what was boxed before. */
    public void loseBoxKey() {
        box = suite.newBoxKey(randomness);
    }

    /** To which others box what {@link #unbox} opens. */
    public Bytes boxKey() {
        return box.publicKey();
    }

    /** Verifies what it signs. */
    public Bytes signingKey() {
        return signing.publicKey();
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return signing.sign(label, message);
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes sealed) throws MalformedException {
        unboxed++;
        return suite.unbox(box, label, context, sealed);
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offered) {
        return () -> {};
    }

    @Override
    public Registration problem(String sentence) {
        problems.add(sentence);
        return () -> problems.remove(sentence);
    }
}
