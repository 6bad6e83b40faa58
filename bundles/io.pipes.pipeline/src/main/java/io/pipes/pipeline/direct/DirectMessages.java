// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.message.WaitingMessage;
import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.held.Correspondence;
import io.pipes.pipeline.held.HeldNode;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.pipeline.held.Span;
import io.pipes.pipeline.packet.ContentRules;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.UnconfirmedMessage;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkWishes;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages between this node and each other one: the facet for applications and the exchange with the other side. */
public final class DirectMessages implements LocalMessaging, ExchangeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DirectMessages.class);

    /** The longest message and some small ones; a window for each peer is memory. */
    private static final int WINDOW_BYTES = 5 << 18;

    private static final int MAX_LISTED = 10_000;

    /** What may wait in all, to all others and from all others; beyond, each has {@link SharedRoom#LITTLE}. */
    private static final long MAX_OUTGOING_BYTES = 48 << 20;

    private static final long MAX_INCOMING_BYTES = 24 << 20;

    /** So long a message waits for a link that is being made, or for letters before it, until it goes into a letter. */
    private static final Duration MOMENT = Duration.ofMillis(20);

    /** So long another link is hoped for when one was lost. */
    private static final Duration HOPE = Duration.ofSeconds(1);

    public static final Protocol PROTOCOL = new Protocol("message.1", TrafficClass.INTERACTIVE, WINDOW_BYTES);

    private final NodeContext node;
    private final Subscribers subscribers;
    private final SavedOutboxes saved;
    private final Map<NodeId, Outbox> outboxes = new TreeMap<>();
    private final Map<NodeId, Inbox> inboxes = new TreeMap<>();
    private final Submissions submissions;
    private final HeldNode held;
    private final LinkWishes wishes;
    private final SharedRoom outgoing = new SharedRoom(MAX_OUTGOING_BYTES);
    private final SharedRoom incoming = new SharedRoom(MAX_INCOMING_BYTES);
    private Map<NodeId, Bytes> delivered = Map.of();
    private boolean pumpPlanned;
    private boolean stopPlanned;
    private boolean closed;

    public DirectMessages(NodeContext node, HeldRules rules) {
        this.node = node;
        subscribers = new Subscribers(node.loop(), this::deliver);
        submissions = new Submissions(node.loop(), this::accept, DirectMessages::replaced);
        saved = new SavedOutboxes(node.store());
        held = new HeldNode(node, rules, new InLetters());
        wishes = new LinkWishes(node, this::needed);
    }

    /** What is said about letters. */
    public HeldNode letters() {
        return held;
    }

    /** Reads what a predecessor left; nothing may arrive before this completes. */
    public CompletionStage<Void> load() {
        return saved.loadDelivered()
                .thenAccept(notes -> delivered = notes)
                .thenCompose(done -> held.load())
                .thenCompose(done -> saved.takeOutboxes(this::newOutbox))
                .thenAccept(outboxes::putAll);
    }

    /** Members may have been removed while nobody was here to hear of it. */
    public void readLog() {
        held.readLog();
        List.copyOf(outboxes.keySet()).stream()
                .filter(to -> node.membership().member(to).isEmpty())
                .forEach(this::removed);
        pumpSoon();
    }

    @Override
    public CompletionStage<Sent> send(NodeId to, Content content, Runnable waits) {
        Objects.requireNonNull(to, "to");
        ContentRules.checkWithoutKey(content);
        long time = Clamp.between(node.clock().wallMillis(), 0, ContentRules.MAX_TIME);
        Submission message = new Submission(to, new DirectWire.Item(time, content), waits);
        submissions.add(message);
        return message.accepted();
    }

    /** All get their places before the first application hears of it, because it may then do anything. */
    private void accept(List<Submission> messages) {
        NodeId to = null;
        Optional<PipesException> refusal = Optional.empty();
        for (Submission message : messages) {
            if (!message.to().equals(to)) {
                to = message.to();
                refusal = refusal(to);
            }
            if (refusal.isPresent()) {
                message.refuse(refusal.get());
            } else if (!message.isCancelled()) {
                send(message, outbox(to));
            }
        }
        pumpSoon();
        messages.forEach(Submission::tell);
        stopWaitingLater();
    }

    private void send(Submission message, Outbox outbox) {
        if (!outbox.send(message)) {
            message.waits();
            message.whenCancelled(() -> node.loop().execute(() -> outbox.withdraw(message)));
        }
    }

    /** A link that is just being made, or letters that are just being fetched, are worth a moment. */
    private void stopWaitingLater() {
        if (!stopPlanned && outboxes.values().stream().anyMatch(Outbox::keepsWaiting)) {
            stopPlanned = true;
            node.loop().schedule(MOMENT, () -> {
                stopPlanned = false;
                outboxes.values().forEach(Outbox::stopWaiting);
                stopWaitingLater();
            });
        }
    }

    private Optional<PipesException> refusal(NodeId to) {
        if (closed) {
            return Optional.of(replaced());
        }
        if (node.membership().member(node.id()).isEmpty()) {
            return Optional.of(selfRemoved());
        }
        if (to.equals(node.id())) {
            return Optional.of(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "That is this node itself. Name another one."));
        }
        if (node.membership().member(to).isEmpty()) {
            return Optional.of(new PipesException(
                    PipesException.Code.NOT_FOUND,
                    "No such node is a member of this network now. 'pipes node list' shows who is."));
        }
        return Optional.empty();
    }

    private Outbox outbox(NodeId to) {
        return outboxes.computeIfAbsent(
                to, none -> newOutbox(to, node.randomness().nextLong(), 0));
    }

    private Outbox newOutbox(NodeId to, long session, long lastNumber) {
        return new Outbox(session, lastNumber, outgoing, new LetterQueue(node.loop(), held, to, session));
    }

    /** To whom a link is missing. */
    private Set<NodeId> needed() {
        if (held.needed().isEmpty() && outboxes.values().stream().noneMatch(Outbox::needsLink)) {
            return Set.of();
        }
        Set<NodeId> needed = new TreeSet<>(held.needed());
        outboxes.forEach((to, outbox) -> {
            if (outbox.needsLink()) {
                needed.add(to);
            }
        });
        return needed;
    }

    private Inbox inbox(NodeId from) {
        return inboxes.computeIfAbsent(
                from,
                none -> new Inbox(
                        node,
                        from,
                        subscribers,
                        incoming,
                        this::name,
                        new DeliveredNote(node.loop(), node.store(), from, Optional.ofNullable(delivered.get(from)))));
    }

    private String name(NodeId member) {
        return node.membership().member(member).map(Member::name).orElse("");
    }

    /** Messages that are handed in during one turn of the loop leave together. */
    private void pumpSoon() {
        if (!pumpPlanned) {
            pumpPlanned = true;
            node.loop().execute(this::pump);
        }
    }

    private void pump() {
        pumpPlanned = false;
        if (!closed) {
            outboxes.values().forEach(Outbox::pump);
            wishes.look();
        }
    }

    private void deliver() {
        inboxes.values().forEach(Inbox::deliver);
    }

    @Override
    public Flow.Publisher<Message> messages(Optional<NodeId> from) {
        return subscribers.publisher(by(from));
    }

    @Override
    public Flow.Publisher<UnconfirmedMessage> unconfirmed(Optional<NodeId> from) {
        return subscribers.unconfirmed(by(from));
    }

    private static Predicate<Message> by(Optional<NodeId> author) {
        return message -> author.isEmpty() || message.author().equals(author.get());
    }

    @Override
    public CompletionStage<Receipt> receipt(MessageName.Direct message) {
        Objects.requireNonNull(message, "message");
        return CompletableFuture.supplyAsync(() -> progress(message), node.loop());
    }

    private Receipt progress(MessageName.Direct message) {
        Optional<Receipt> inLetter = held.receipt(message.session(), message.number());
        return inLetter.or(() -> onLink(message))
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.NOT_FOUND,
                        "This node knows nothing of such a message; what was delivered long ago is forgotten."));
    }

    private Optional<Receipt> onLink(MessageName.Direct message) {
        return outboxes.values().stream()
                .filter(outbox -> outbox.session() == message.session()
                        && message.number() > 0
                        && message.number() <= outbox.lastNumber())
                .findFirst()
                .flatMap(outbox -> outbox.progress(message.number()));
    }

    @Override
    public CompletionStage<List<WaitingMessage>> waiting(int limit) {
        if (limit < 1 || limit > MAX_LISTED) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_LISTED + ", not " + limit);
        }
        return CompletableFuture.supplyAsync(
                () -> held.pending().stream()
                        .flatMap(DirectMessages::messages)
                        .limit(limit)
                        .toList(),
                node.loop());
    }

    private static Stream<WaitingMessage> messages(HeldNode.Pending letter) {
        Span span = letter.span();
        Receipt receipt = letter.holders().isEmpty() ? Receipt.QUEUED : Receipt.HELD;
        return LongStream.range(span.first(), span.first() + span.count())
                .mapToObj(number -> new WaitingMessage(
                        new MessageName.Direct(span.session(), number),
                        letter.to(),
                        receipt,
                        Instant.ofEpochMilli(span.time()),
                        Instant.ofEpochMilli(letter.until()),
                        letter.holders()));
    }

    @Override
    public CompletionStage<HeldForOthers> heldForOthers() {
        return CompletableFuture.supplyAsync(held::ofOthers, node.loop());
    }

    @Override
    public void opened(Exchange exchange) {
        wishes.fulfilled(exchange.peer());
        inbox(exchange.peer()).opened(exchange);
        outbox(exchange.peer()).opened(exchange);
        stopWaitingLater();
    }

    @Override
    public void closed(Exchange exchange) {
        inbox(exchange.peer()).closed();
        Outbox outbox = outbox(exchange.peer());
        outbox.closed();
        node.loop().schedule(HOPE, () -> {
            outbox.stopHoping();
            pumpSoon();
        });
        pumpSoon();
    }

    @Override
    public void writable(Exchange exchange) {
        outbox(exchange.peer()).pump();
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        try {
            take(exchange.peer(), DirectWire.read(message));
        } catch (MalformedException nonsense) {
            exchange.misbehaved("direct messages: " + nonsense.reason());
        }
    }

    private void take(NodeId peer, DirectWire.Said said) {
        switch (said.type()) {
            case DirectWire.HELLO -> inbox(peer).hello(said.session(), said.number());
            case DirectWire.MESSAGES -> inbox(peer).messages(said);
            case DirectWire.WELCOME -> outbox(peer).welcome(said.session(), said.number());
            default -> outbox(peer).receipt(said.session(), said.number());
        }
    }

    /** A member was removed: nothing more can be brought to it. */
    public void removed(NodeId member) {
        held.removed(member);
        if (member.equals(node.id())) {
            outboxes.values().forEach(outbox -> outbox.fail(selfRemoved()));
            outboxes.clear();
            return;
        }
        Outbox outbox = outboxes.remove(member);
        if (outbox != null) {
            outbox.fail(gone());
        }
        Inbox inbox = inboxes.remove(member);
        if (inbox != null) {
            inbox.forgetAll();
        }
    }

    /** Stops, and leaves for a successor what has no receipt yet. */
    public CompletionStage<Void> finish() {
        closed = true;
        wishes.stop();
        subscribers.close();
        List<CompletableFuture<Void>> left = new ArrayList<>();
        left.add(held.finish().toCompletableFuture());
        CompletableFuture<?>[] writing = outboxes.values().stream()
                .map(outbox -> outbox.letters().finish().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        left.add(CompletableFuture.allOf(writing).thenCompose(written -> {
            outboxes.values().forEach(outbox -> outbox.handOver(replaced()));
            return saved.saveOutboxes(outboxes);
        }));
        inboxes.values().forEach(inbox -> left.add(inbox.finish().toCompletableFuture()));
        return CompletableFuture.allOf(left.toArray(CompletableFuture[]::new));
    }

    private static PipesException gone() {
        return removed("The node was removed from the network; the message cannot be delivered.");
    }

    private static PipesException selfRemoved() {
        return removed("This node was removed from the network. Ask an admin for a new invitation.");
    }

    private static PipesException removed(String sentence) {
        return new PipesException(PipesException.Code.REVOKED, sentence);
    }

    private static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING, "The pipeline feature is being replaced. Send again.");
    }

    /** What letters bring and what becomes of them. */
    private final class InLetters implements Correspondence {
        @Override
        public boolean tookLetter(NodeId sender, long number) {
            return inbox(sender).tookLetter(number);
        }

        @Override
        public boolean lostLetter(NodeId sender, long number) {
            return inbox(sender).lostLetter(number);
        }

        @Override
        public boolean hasRoom(NodeId sender) {
            return inbox(sender).hasRoomForLetter();
        }

        @Override
        public void take(NodeId sender, long number, Bytes content, Runnable done) {
            inbox(sender).letter(number, read(content), done);
        }

        /** What is no list of messages is nothing, for ever: its sender has broken the rules, and nobody is helped by keeping it. */
        private DirectWire.Said read(Bytes content) {
            try {
                DirectWire.Said said = DirectWire.read(content);
                if (said.type() == DirectWire.MESSAGES) {
                    return said;
                }
            } catch (MalformedException nonsense) {
                LOG.warn("A letter was nonsense: {}", nonsense.reason());
            }
            return new DirectWire.Said(DirectWire.MESSAGES, DirectWire.NO_SESSION, 1, List.of());
        }

        @Override
        public void needsLinks() {
            wishes.look();
        }

        @Override
        public void held(NodeId to, Span span) {
            of(to).ifPresent(outbox -> outbox.letters().held(span));
        }

        @Override
        public void delivered(NodeId to, Span span) {
            of(to).ifPresent(outbox -> {
                outbox.letters().delivered(span);
                outbox.letterSettled();
            });
        }

        @Override
        public void givenUp(NodeId to, Span span, PipesException why) {
            of(to).ifPresent(outbox -> {
                outbox.letters().givenUp(span, why);
                outbox.letterSettled();
            });
        }

        private Optional<Outbox> of(NodeId to) {
            return Optional.ofNullable(outboxes.get(to));
        }
    }

    static Bytes outboxKey(NodeId to, long number) {
        ByteBuffer key = ByteBuffer.allocate(NodeId.SIZE + Long.BYTES);
        to.bytes().writeTo(key);
        return Bytes.wrap(key.putLong(number).array());
    }
}
