// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.WINDOW;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.state.StateKind;

/** {@code state.*}. */
final class StateNoun {
    private static final Field PIPELINE = Field.of("pipeline", Type.text(), "a persistent one");
    private static final Field NAME = Field.of("name", Type.text(), "of the map, counter or set");
    private static final Field KEY = Field.of("key", Type.text(), "of a map; the element of a set");
    private static final Field KIND = Field.of("kind", Type.oneOf(StateKind.values(), StateKind::text));
    private static final Field MAP_OR_SET = Field.of("kind", Type.oneOf(StateKind.MAP.text(), StateKind.SET.text()));

    private static final Field CONCURRENT = Field.of(
                    "concurrent",
                    Type.flag(),
                    "of a map: tell all values that were written to a key without knowing of each other; one of them wins"
                            + " over a removal that did not know it")
            .usually(false);

    private static final Shape VALUE_BESIDE = Shape.of(
            "ConcurrentValue",
            "One of several values of a key.",
            Field.of("contentType", Type.text()),
            Field.of("text", Type.text()).optional(),
            Field.of("base64", Type.bytes()).optional());

    /** What is said of a key or a counter; {@code state.changed} says the same. */
    private static final Field[] VALUE = {
        Field.of("value", Type.whole(), "of a counter, alone").optional(),
        Field.of("key", Type.text(), "of a map or set").optional(),
        Field.of("present", Type.flag(), "of a set, and in `state.changed`").optional(),
        Field.of("author", Type.id(), "of a map, as are the following: who wrote it")
                .optional(),
        Field.of("time", Type.time()).optional(),
        Field.of("contentType", Type.text()).optional(),
        Field.of("text", Type.text()).optional(),
        Field.of("base64", Type.bytes()).optional(),
        Field.of(
                        "concurrent",
                        Type.listOf(VALUE_BESIDE),
                        "with `concurrent`, where there are several: the values that were written without knowing of each"
                                + " other, in order of their writers' clocks; the last 64, and of those the last that have"
                                + " 1 MiB together")
                .optional()
    };

    private static final Shape ENTRY = Shape.of(
            "StateValue", "What a counter is, what a map has under a key, or whether a set has an element.", VALUE);

    private static final Notice CHANGED = new Notice(
            "state.changed",
            "What a part of a state is, or has become.",
            Shape.of("StateChangedNotice", "", Common.FOR).and("StateChangedNotice", "", VALUE));

    private StateNoun() {}

    static Noun noun() {
        return Noun.of(
                "state",
                "Maps, counters and sets on top of a persistent pipeline, which all members change.",
                method("state.list", "Lists what is not empty.")
                        .takes(NETWORK, PIPELINE)
                        .answers(Type.listOf(Shape.of(
                                "StatePart",
                                "A map, counter or set.",
                                KIND,
                                NAME.meaning(""),
                                Field.of("entries", Type.count())))),
                method(
                                "state.get",
                                "Says what a counter is, what a map has under a key, or whether a set has an element.")
                        .takes(
                                NETWORK,
                                PIPELINE,
                                KIND.usually(StateKind.MAP.text()),
                                NAME,
                                KEY.optional().meaning("of a map or set, which need it"),
                                CONCURRENT)
                        .answers(ENTRY)
                        .fails(Code.NOT_FOUND, "for a key that a map does not have"),
                method("state.entries", "Lists what a map or set has, in order of key, about 1 MiB at most.")
                        .takes(
                                NETWORK,
                                PIPELINE,
                                MAP_OR_SET.usually(StateKind.MAP.text()),
                                NAME,
                                Field.of("after", Type.text(), "the last key of the answer before")
                                        .optional(),
                                Field.of("limit", Type.whole(1, 1_024)).usually(256),
                                CONCURRENT)
                        .answers(Type.listOf(ENTRY)),
                method("state.put", "Writes a key of a map.")
                        .takes(NETWORK, PIPELINE, NAME, KEY, Common.TEXT, Common.BASE64, Common.CONTENT_TYPE)
                        .answers(Common.SENT),
                method("state.remove", "Takes a key out of a map, or an element out of a set.")
                        .takes(NETWORK, PIPELINE, MAP_OR_SET.usually(StateKind.MAP.text()), NAME, KEY)
                        .answers(Common.SENT),
                method("state.add", "Adds to a counter, or an element to a set.")
                        .takes(
                                NETWORK,
                                PIPELINE,
                                Field.of("kind", Type.oneOf(StateKind.COUNTER.text(), StateKind.SET.text())),
                                NAME,
                                KEY.optional().meaning("the element, of a set"),
                                Field.of("amount", Type.whole(Long.MIN_VALUE, Long.MAX_VALUE), "of a counter")
                                        .optional())
                        .answers(Common.SENT),
                method("state.subscribe", "Tells what is there, and then what changes.")
                        .more("Who reads slowly gets the newest of each key. When the bundle behind it was replaced, it"
                                + " begins again with what is there.")
                        .takes(NETWORK, PIPELINE, KIND.usually(StateKind.MAP.text()), NAME, CONCURRENT, WINDOW)
                        .answers(Common.SUBSCRIPTION)
                        .tells(CHANGED, Common.SKIPPED, Common.ENDED));
    }
}
