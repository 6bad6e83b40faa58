// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import io.pipes.api.PipesException;

/** How calls fail. */
final class Errors {
    static final Shape ERROR = Shape.of(
            "Error",
            "Why a call failed.",
            Field.of("code", Type.whole(), "the number of JSON-RPC"),
            Field.of("message", Type.text(), "one or two sentences for a person: what happened, why, what to do next"),
            Field.of(
                    "data",
                    Type.row(Shape.of(
                            "ErrorData",
                            "What programs look at.",
                            Field.of("code", Type.oneOf(PipesException.Code.values(), PipesException.Code::text)),
                            Field.of("retry", Type.flag(), "whether the same call may succeed later")))));

    private Errors() {}

    static String meaning(PipesException.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> "a parameter is missing, of a wrong type or makes no sense; the sentence names it";
            case NOT_FOUND -> "nothing has that name or id (any more)";
            case AMBIGUOUS -> "several are meant; the sentence names them";
            case ALREADY_EXISTS -> "there is one of that name";
            case REFUSED -> "this node or token may not do that";
            case DENIED -> "the role of this node is not enough; the sentence names the one that is";
            case TICKET_INVALID -> "this is no ticket, or not for a network that can be reached";
            case TICKET_EXPIRED -> "the invitation was valid for some time only";
            case TICKET_SPENT -> "the invitation was used as often as it may be";
            case REVOKED -> "this node was removed from the network";
            case TOO_LARGE -> "more than fits";
            case UNREACHABLE -> "nobody can be reached just now";
            case TIMED_OUT -> "there was no answer in time";
            case TOO_FEW_COPIES ->
                "published, and not yet durable at as many nodes as was wanted: not to be published again";
            case BUSY -> "a limit is reached";
            case FEATURE_MISSING -> "the feature is not installed, or is just being replaced; the sentence names it";
            case ADDRESS_IN_USE -> "another program listens there";
            case KEYSTORE -> "the keys cannot be used";
            case STORAGE -> "the store or its disk fails, or is full";
            case FAILED -> "a service was called and could not do it; the sentence is what it says";
            case CANCELLED -> "somebody cancelled the call";
            case UNAUTHENTICATED -> "no good token was shown, or it is good no more";
            case UNKNOWN_METHOD -> "there is no such method";
            case INTERNAL -> "a fault of the node; its log says more under the reference in the sentence";
        };
    }
}
