// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.node.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sentences for an operator, each until it is taken back. May be used from any thread. */
final class Problems {
    private final List<Problem> open = new CopyOnWriteArrayList<>();

    Registration report(String sentence) {
        Problem problem = new Problem(sentence);
        open.add(problem);
        return () -> open.removeIf(known -> known == problem);
    }

    List<String> sentences() {
        return open.stream().map(problem -> problem.sentence).toList();
    }

    /** Compared by identity: the same sentence may be reported twice. */
    private static final class Problem {
        final String sentence;

        Problem(String sentence) {
            this.sentence = sentence;
        }
    }
}
