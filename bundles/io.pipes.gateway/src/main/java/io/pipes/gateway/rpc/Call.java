// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.Progress;
import io.pipes.base.Scheduler;
import io.pipes.gateway.token.Token;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call, from when it came until it was answered: by its method, or because the client cancelled it.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Call {
    private final Client client;
    private final Optional<Token> token;
    private final @Nullable JsonNode id;
    private final Scheduler scheduler;
    private final CompletableFuture<JsonNode> result = new CompletableFuture<>();
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private volatile LongPredicate turn = bytes -> true;

    /** @param id null where the client wants no answer */
    Call(Client client, @Nullable JsonNode id, Scheduler scheduler) {
        this.client = client;
        this.token = client.token();
        this.id = id;
        this.scheduler = scheduler;
    }

    /** One that nobody waits for and nobody cancels. */
    static Call ofNobody() {
        return new Call(new Client(new Nowhere()), null, (delay, task) -> () -> {});
    }

    private static final class Nowhere implements Outlet {
        @Override
        public long send(JsonNode message) {
            return 0;
        }

        @Override
        public void admit(Token token) {}

        @Override
        public void close(int code, String reason) {}
    }

    /** What can be told apart in every encoding. */
    static boolean isId(JsonNode id) {
        return id.isTextual() || id.isIntegralNumber() && id.canConvertToLong();
    }

    /** The same for the same id, however long the number is that says it. */
    static Object key(JsonNode id) {
        return id.isTextual() ? id.textValue() : (Object) id.longValue();
    }

    /** By which the client was let in when the call came: all that the call may do is asked of this one, also if the client has shown another since. */
    public Optional<Token> token() {
        return token;
    }

    /** What it came to. */
    CompletionStage<JsonNode> result() {
        return result;
    }

    Optional<JsonNode> id() {
        return Optional.ofNullable(id);
    }

    boolean isOver() {
        return result.isDone();
    }

    /** The method is done. */
    void ended(@Nullable JsonNode value, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(failure);
        }
    }

    /** Breaks it off; false if it was over already. */
    boolean cancel() {
        boolean first = result.completeExceptionally(cancellation());
        if (first) {
            cancelled.complete(null);
        }
        return first;
    }

    /** What a cancelled call is answered with. */
    public static PipesException cancellation() {
        return new PipesException(
                PipesException.Code.CANCELLED, "The call was cancelled. What it had done until then stays done.");
    }

    /** How the call steps aside; one that takes no turn always may. */
    void takesTurn(LongPredicate stepAside) {
        turn = stepAside;
    }

    /**
     * From now on the call only waits for somebody else, so that other calls of the client may have its turn.
     *
     * @param bytes how much it keeps until then
     * @return false if too much of this client waits so already
     */
    public boolean stepAside(long bytes) {
        return turn.test(bytes);
    }

    /** The client was sent the answer. */
    void answered() {
        answered.complete(null);
    }

    /** Runs something if the client cancels the call, or has done so. What the method has begun until then stays begun. */
    public void whenCancelled(Runnable stop) {
        cancelled.thenRun(stop);
    }

    /** Runs something behind the answer, so that what it tells the client comes after that. */
    public void whenAnswered(Runnable next) {
        answered.thenRun(next);
    }

    /**
     * Tells the client how far the call is until it is answered, when that has changed.
     *
     * @param pause so long nothing more is told of it
     * @param now says how far it is; called on the thread of the method, and on the node's
     */
    void tell(Duration pause, Supplier<Optional<Progress>> now) {
        if (id != null) {
            look(pause, now, Optional.empty());
        }
    }

    private void look(Duration pause, Supplier<Optional<Progress>> now, Optional<Progress> told) {
        if (isOver()) {
            return;
        }
        Optional<Progress> next = now.get();
        if (!next.equals(told)) {
            next.ifPresent(this::tell);
        }
        scheduler.schedule(pause, () -> look(pause, now, next));
    }

    private void tell(Progress progress) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("id", id);
        client.notify(
                "progress",
                params.put("stage", progress.stage())
                        .put("done", progress.done())
                        .put("of", progress.of().orElse(null))
                        .put("text", progress.text()));
    }
}
