// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import io.pipes.api.PipesException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A method as callers see it.
 *
 * @param summary a sentence that says what it does
 * @param more what else is to be known, or empty
 * @param params what it takes
 * @param result what it answers
 * @param failures how it can fail, beside what every call can meet
 * @param notices what the caller is told from then on
 * @param ownerOnly whether the owner's token is needed
 */
public record Entry(
        String name,
        String summary,
        String more,
        Shape params,
        Type result,
        List<Failure> failures,
        List<Notice> notices,
        boolean ownerOnly) {
    /** What methods answer that have nothing to say. */
    static final Shape NOTHING = Shape.of("Nothing", "It is done, and there is nothing to say.");

    static Entry method(String name, String summary) {
        Shape none = Shape.of(Names.type(name) + "Params", "");
        return new Entry(name, summary, "", none, Type.row(NOTHING), List.of(), List.of(), false);
    }

    Entry takes(Field... fields) {
        Shape taken = Shape.of(params.name(), "", fields);
        return new Entry(name, summary, more, taken, result, failures, notices, ownerOnly);
    }

    Entry answers(Type type) {
        return new Entry(name, summary, more, params, type, failures, notices, ownerOnly);
    }

    Entry answers(Shape shape) {
        return answers(Type.row(shape));
    }

    Entry answers(Field... fields) {
        return answers(Shape.of(Names.type(name) + "Result", "", fields));
    }

    Entry fails(PipesException.Code code, String when) {
        List<Failure> all = new ArrayList<>(failures);
        all.add(new Failure(code, when));
        return new Entry(name, summary, more, params, result, List.copyOf(all), notices, ownerOnly);
    }

    Entry tells(Notice... told) {
        return new Entry(name, summary, more, params, result, failures, List.of(told), ownerOnly);
    }

    Entry forOwner() {
        return new Entry(name, summary, more, params, result, failures, notices, true);
    }

    Entry more(String sentences) {
        return new Entry(name, summary, sentences, params, result, failures, notices, ownerOnly);
    }

    /** The result, where it is of this method alone. */
    Optional<Shape> ownResult() {
        return result.shape().filter(shape -> shape.name().equals(Names.type(name) + "Result"));
    }

    /** Everything with a name that calls, answers and what follows are made of, as far as it stands here. */
    Stream<Shape> shapes() {
        return Stream.of(
                        Stream.of(params),
                        result.shape().stream(),
                        notices.stream().map(Notice::params))
                .flatMap(shapes -> shapes);
    }
}
