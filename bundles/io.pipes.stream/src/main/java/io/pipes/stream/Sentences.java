// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream;

import io.pipes.api.PipesException;

/** What callers are told. */
final class Sentences {
    private Sentences() {}

    static PipesException servedAlready(String service) {
        return new PipesException(
                PipesException.Code.ALREADY_EXISTS,
                "This node has a service " + service + " already. Choose another name, or remove that one first.");
    }

    static PipesException noName() {
        return invalid("A service has a name of 1 to 64 characters of a-z 0-9 . _ -");
    }

    static PipesException longArgument(int most) {
        return invalid("What is said to a service has at most " + most + " bytes.");
    }

    private static PipesException invalid(String sentence) {
        return new PipesException(PipesException.Code.INVALID_ARGUMENT, sentence);
    }
}
