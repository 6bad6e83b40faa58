// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.api.PipesException;
import io.pipes.spi.local.LocalServices;
import java.time.Duration;

/** What people read when a call comes to nothing. */
public final class Sentences {
    private Sentences() {}

    /** As much of a sentence as may be told, on one line, without what controls a terminal. */
    static String printable(String sentence) {
        return sentence.codePoints()
                .filter(Sentences::isPrintable)
                .limit(LocalServices.MAX_SENTENCE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    static PipesException notOffered(String service) {
        return new PipesException(
                PipesException.Code.NOT_FOUND,
                "Nobody who was asked offers the service '" + service + "'. 'pipes service list' shows what there is.");
    }

    static PipesException noMember() {
        return new PipesException(
                PipesException.Code.NOT_FOUND,
                "No such node is a member of this network now. 'pipes node list' shows who is.");
    }

    static PipesException unreachable(String service) {
        return new PipesException(
                PipesException.Code.UNREACHABLE,
                "Nobody who offers '" + service
                        + "' could be reached, so it was not called. 'pipes node list' shows who "
                        + "can be; try again then.");
    }

    static PipesException busy(String service) {
        return new PipesException(
                PipesException.Code.BUSY,
                "Whoever offers '" + service
                        + "' has as many calls as it takes, so it was not called. Try again later.");
    }

    static PipesException tooManyCalls() {
        return new PipesException(
                PipesException.Code.BUSY,
                "This node has " + LocalServices.MAX_OUTSTANDING + " calls, or "
                        + (LocalServices.MAX_WAITING_BYTES >> 20)
                        + " MiB of requests, that wait for an answer. Try again when some have come.");
    }

    static PipesException timedOut(String service, Duration deadline) {
        return new PipesException(
                PipesException.Code.TIMED_OUT,
                "'" + service + "' has not answered within " + deadline.toMillis()
                        + " ms. It may have been done all the same.");
    }

    static PipesException interrupted(String service) {
        return new PipesException(
                PipesException.Code.TIMED_OUT,
                "No answer of '" + service + "' will come: the node that was called was stopped or updated, or is no "
                        + "member any more. It may have been done all the same.");
    }

    static PipesException abandoned(String service) {
        return new PipesException(
                PipesException.Code.TIMED_OUT,
                "This node's service feature was stopped while it waited for '" + service
                        + "'. It may have been done all the same.");
    }

    public static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING,
                "The service feature was stopped or is being replaced. Try again.");
    }

    public static PipesException selfRemoved() {
        return new PipesException(
                PipesException.Code.REVOKED,
                "This node was removed from the network. Ask an admin for a new invitation.");
    }

    static PipesException failed(String sentence) {
        return new PipesException(
                PipesException.Code.FAILED,
                sentence.isEmpty() ? "The service has failed and does not say why." : sentence);
    }
}
