// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Failures as the protocol says them, and as applications get them. */
public final class Failures {
    private static final String CLOSED = "This Pipes was closed. Get another one.";

    private static final Map<String, Code> CODES =
            Stream.of(Code.values()).collect(Collectors.toMap(Code::text, Function.identity()));

    private Failures() {}

    /** @param error of an answer or of a subscription that ended */
    public static PipesException of(JsonNode error) {
        String code = error.path("data").path("code").asText();
        String sentence = error.path("message").asText();
        return new PipesException(
                CODES.getOrDefault(code, Code.INTERNAL), sentence.isEmpty() ? "The node gave no reason." : sentence);
    }

    /** What made a stage fail. */
    public static PipesException of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PipesException known
                ? known
                : new PipesException(Code.INTERNAL, "The client failed: " + cause + ". Please report this.", cause);
    }

    public static PipesException closed() {
        return new PipesException(Code.UNREACHABLE, CLOSED);
    }

    /** Whether something ended because the application closed its {@code Pipes}, which is no trouble. */
    public static boolean isClosing(Throwable why) {
        return why instanceof PipesException && CLOSED.equals(why.getMessage());
    }

    static PipesException mayHaveHappened(String method, PipesException why) {
        return new PipesException(
                Code.UNREACHABLE,
                "The connection to the node was lost before '" + method
                        + "' was answered, so it may have been done. Look before you do it again. " + why.getMessage(),
                why);
    }

    /** What was opened on a connection has ended with it. */
    static PipesException lineGone(String method) {
        return new PipesException(
                Code.UNREACHABLE,
                "The connection to the node was lost, and with it what '" + method + "' belongs to. Begin it again.",
                new PipesException(Code.UNREACHABLE, "The connection to the node was lost."));
    }

    /** Whether a call failed because its connection was lost. */
    public static boolean isLostConnection(PipesException why) {
        return why.code() == Code.UNREACHABLE && why.getCause() instanceof PipesException;
    }

    /**
     * The node has refused something without a word of what that was.
     *
     * @param why its own sentence
     */
    static PipesException notUnderstood(PipesException why) {
        return new PipesException(
                Code.INVALID_ARGUMENT,
                "The node could not read one of the calls that were under way, this one or another, so none of them is made again. It may have been"
                        + " done. The node said: " + why.getMessage(),
                why);
    }

    /** Why a connection on which both sides have misunderstood each other is given up. */
    static PipesException startingAnew(PipesException why) {
        return new PipesException(Code.UNREACHABLE, "The connection is made anew: " + why.getMessage(), why);
    }

    static PipesException tooLate(Call<?> call) {
        return new PipesException(
                Code.UNREACHABLE,
                "The node did not come back within " + Conversation.PATIENCE.toSeconds() + " s to answer '"
                        + call.method()
                        + (call.wasSent() ? "', which may have been done." : "', which was not done.")
                        + " See whether it runs.");
    }

    /** More waits for the node than may. */
    public static PipesException tooMuch() {
        return new PipesException(
                Code.BUSY,
                "More than " + (Conversation.MAX_LOAD >> 20)
                        + " MiB of calls wait for the node. Wait for some of their stages first.");
    }
}
