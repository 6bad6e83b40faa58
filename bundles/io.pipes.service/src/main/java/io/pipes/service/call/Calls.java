// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkWishes;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls between this node and each other one, both ways, and what is spoken for them. Lives on the loop. */
public final class Calls implements ExchangeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    /** The longest message and some small ones; a window for each peer is memory. */
    public static final Protocol PROTOCOL = new Protocol("service.1", TrafficClass.INTERACTIVE, 5 << 18);

    private final NodeContext node;
    private final Map<NodeId, PeerLine> lines = new HashMap<>();
    private final LinkWishes wishes;
    private final Caller caller;
    private final Desk desk;
    private long incarnation;
    private boolean looking;
    private boolean stopped;

    public Calls(NodeContext node, Choice choice) {
        this.node = node;
        caller = new Caller(node, choice, this::line, this::lookForLinks);
        desk = new Desk(node, this::line, this::lookForLinks);
        wishes = new LinkWishes(node, this::needed);
        incarnation = newIncarnation();
    }

    /** Whether a text may be a content type: 1 to 100 printable ASCII characters. */
    public static boolean isContentType(String text) {
        return CallMessage.isType(text);
    }

    private long newIncarnation() {
        return (node.randomness().nextLong() & (Long.MAX_VALUE - 1)) + 1;
    }

    /** Takes up what a predecessor has left; nothing may arrive before this completes. */
    public CompletionStage<Void> load() {
        return HandOver.take(node.store())
                .thenAccept(left -> left.ifPresent(predecessor -> {
                    incarnation = predecessor.incarnation();
                    desk.inherit(predecessor.begun());
                }));
    }

    /** Has a handler answer the calls of a service from now on. */
    public void offer(String service, LocalServices.Handler handler) {
        desk.offer(service, handler);
    }

    /** Has nobody answer them any more; what was begun goes on. */
    public void withdraw(String service) {
        desk.withdraw(service);
    }

    /** As {@link LocalServices#call}, on the loop, with a name and a deadline that were checked; refusals are thrown. */
    public CompletableFuture<Answer> call(String service, Optional<NodeId> named, Content request, Duration deadline) {
        return caller.call(service, named, request, deadline);
    }

    /** Gives up those calls whose stages were cancelled. */
    public void cancelled() {
        caller.cancelled();
    }

    /** Others offer something else. */
    public void catalogueChanged() {
        caller.catalogueChanged();
    }

    /** This node has been there for a moment: what is not known now is not there. */
    public void settled() {
        desk.settled();
        caller.settled();
    }

    private Line line(NodeId to) {
        if (to.equals(node.id())) {
            return new OwnLine(node.loop(), incarnation, this::heardFromItself);
        }
        PeerLine line = lines.get(to);
        return line == null ? NoLine.NONE : line;
    }

    private void heardFromItself(CallMessage message) {
        if (!stopped) {
            take(node.id(), message);
        }
    }

    /** Looks once in each turn of the loop, after whatever happens in it. */
    private void lookForLinks() {
        if (!looking) {
            looking = true;
            node.loop().execute(() -> {
                looking = false;
                if (!stopped) {
                    wishes.look();
                }
            });
        }
    }

    private Set<NodeId> needed() {
        Set<NodeId> needed = new TreeSet<>(caller.needed());
        needed.addAll(desk.needed());
        return needed;
    }

    @Override
    public void opened(Exchange exchange) {
        PeerLine line = new PeerLine(exchange);
        lines.put(exchange.peer(), line);
        wishes.fulfilled(exchange.peer());
        line.say(new CallMessage.Hello(true, incarnation));
    }

    @Override
    public void closed(Exchange exchange) {
        PeerLine line = lines.get(exchange.peer());
        if (line != null && line.exchange() == exchange) {
            lines.remove(exchange.peer());
            lookForLinks();
        }
    }

    @Override
    public void writable(Exchange exchange) {
        PeerLine line = lines.get(exchange.peer());
        if (line != null) {
            line.pump();
        }
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        try {
            take(exchange.peer(), CallMessage.read(message));
        } catch (MalformedException nonsense) {
            exchange.misbehaved("service calls: " + nonsense.reason());
        }
    }

    private void take(NodeId peer, CallMessage message) {
        if (message instanceof CallMessage.Hello hello) {
            greeted(peer, hello);
        } else if (message instanceof CallMessage.Request request) {
            desk.requested(peer, request);
        } else if (message instanceof CallMessage.Reply reply) {
            caller.replied(peer, reply);
        } else if (message instanceof CallMessage.Refusal refusal) {
            caller.refused(peer, refusal);
        } else if (message instanceof CallMessage.Done done) {
            desk.done(peer, done.id());
        }
    }

    /** Who greets once more on one link is a feature that was replaced, and does not know who this is. */
    private void greeted(NodeId peer, CallMessage.Hello hello) {
        PeerLine line = lines.get(peer);
        if (line == null) {
            return;
        }
        if (hello.first() && line.incarnation() != Line.UNKNOWN) {
            line.answer(new CallMessage.Hello(false, incarnation));
        }
        line.isFrom(hello.incarnation());
        caller.reached(peer, line);
    }

    /** Somebody is no member any more. */
    public void removed(NodeId member) {
        lines.remove(member);
        desk.removed(member);
        caller.removed(member);
    }

    /** Stops, and leaves to a successor which calls had begun. */
    public CompletionStage<Void> stop() {
        stopped = true;
        wishes.stop();
        caller.stop();
        List<HandOver.Begun> begun = desk.stop();
        return new HandOver(incarnation, begun).leave(node.store()).exceptionally(failure -> {
            LOG.debug("Which calls had begun could not be stored; their callers take this for another start", failure);
            return null;
        });
    }
}
