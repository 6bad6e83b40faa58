// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.NODE;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.gateway.feed.Feed;
import io.pipes.spi.local.LocalServices;

/** {@code service.*}. */
final class ServiceNoun {
    private static final Field SERVICE =
            Field.of("service", Type.text(64), "its name: 1 to 64 characters of `a-z 0-9 . _ -`");
    private static final Field METADATA =
            Field.of("metadata", Type.texts(LocalServices.MAX_METADATA), "what its node says about it");
    private static final Field NAME = Field.of("name", Type.text(), "of the node");
    private static final Field ID = Field.of("node", Type.id());
    private static final Field TYPE = Field.of("contentType", Type.text());
    private static final Field TEXT = Field.of(
                    "text", Type.text(), "where the type begins with `text/` and it is UTF-8")
            .optional();
    private static final Field BASE64 =
            Field.of("base64", Type.bytes(), "otherwise").optional();

    private static final Notice CALLED = Notice.of(
            "service.called",
            "Somebody calls a service that this client offers; `service.answer` answers.",
            Common.FOR,
            Field.of("call", Type.id()),
            SERVICE.meaning(""),
            ID.meaning("who calls"),
            NAME,
            TYPE,
            TEXT,
            BASE64,
            Field.of("deadlineMillis", Type.count(), "then nobody waits any more"));

    private ServiceNoun() {}

    static Noun noun() {
        return Noun.of(
                "service",
                "Requests with answers: nodes offer services by name, members call them.",
                method("service.list", "Lists what members offer, in order of name and distance.")
                        .more("What a node says about its services, nobody has checked.")
                        .takes(NETWORK)
                        .answers(Type.listOf(Shape.of(
                                "OfferedService",
                                "A service of a node.",
                                Field.of("service", Type.text()),
                                ID,
                                NAME,
                                Field.of(
                                                "hops",
                                                Type.count(),
                                                "0 is this node, 1 a peer; null when it cannot be reached now")
                                        .orNull(),
                                METADATA))),
                call(),
                method("service.offer", "Offers a service, until the subscription is cancelled.")
                        .more("It needs no grants, and a bundle that is replaced brings it back by itself.")
                        .takes(
                                NETWORK,
                                SERVICE,
                                METADATA.optional().meaning("what to say about it; 32 KiB for all services of a node"),
                                Field.of(
                                                "window",
                                                Type.whole(1, Feed.MAX_WINDOW),
                                                "calls that the client may have and not have answered, in time or late; further"
                                                        + " callers are told `busy`; more than 64 is taken for 64")
                                        .usually(LocalServices.MAX_CALLS))
                        .answers(Common.SUBSCRIPTION)
                        .tells(CALLED, Common.ENDED)
                        .fails(Code.ALREADY_EXISTS, "when another program offers it on this node"),
                method("service.answer", "Answers a call; for who was told of it only.")
                        .more("Each call is answered once, also late: until then it counts in the window of the offer.")
                        .takes(
                                Field.of("call", Type.id(), "as `service.called` said it"),
                                Common.TEXT,
                                Common.BASE64,
                                Common.CONTENT_TYPE,
                                Field.of(
                                                "error",
                                                Type.text(),
                                                "instead of an answer: a sentence of at most 300 characters that says"
                                                        + " why there is none")
                                        .optional())
                        .fails(Code.NOT_FOUND, "when nobody waits any more"));
    }

    private static Entry call() {
        return method("service.call", "Calls a service, and answers what it answers.")
                .more("Up to 1 MiB each way; 256 calls of a node wait at a time.")
                .takes(
                        NETWORK,
                        SERVICE,
                        NODE.optional()
                                .meaning(
                                        "who is asked; otherwise the nearest who offers it, in turn where several are"
                                                + " equally near, and the next one where that one cannot be reached or is busy"),
                        Common.TEXT,
                        Common.BASE64,
                        Common.CONTENT_TYPE,
                        Field.of("timeoutMillis", Type.whole(1, 600_000)).usually(10_000))
                .answers(ID.meaning("who has answered"), NAME, TYPE, TEXT, BASE64)
                .fails(Code.NOT_FOUND, "when nobody offers it")
                .fails(Code.UNREACHABLE, "when nobody who offers it can be reached; it was not done")
                .fails(Code.BUSY, "when all have too much to do; it was not done")
                .fails(Code.TIMED_OUT, "when no answer came; it may have been done")
                .fails(Code.FAILED, "with the sentence of who was called");
    }
}
