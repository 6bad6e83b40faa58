// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test, or each test of a class, a network of simulated nodes as a parameter of type {@link SimulatedPipes}. A test that fails
 * says from which seed it ran; {@code -Dpipes.seed=N} runs all of them from another seed.
 *
 * <pre>{@code
 * @Test
 * @SimulatedNodes(count = 20, suite = Suite.PIPES1, loss = 0.1)
 * void everybody_hears_everybody(SimulatedPipes pipes) { ... }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SimulatedNodesExtension.class)
public @interface SimulatedNodes {
    /** How many nodes. */
    int count() default 3;

    /** Decides everything that chance decides. */
    long seed() default 1;

    Suite suite() default Suite.SIMULATED;

    /** Probability that a segment is lost, 0 to 1; connections hide it, at a price in time. */
    double loss() default 0;

    /** Probability that a segment arrives twice. */
    double duplication() default 0;

    /** Probability that a segment is overtaken. */
    double reordering() default 0;

    /** The mean time of a segment in milliseconds; it takes half to one and a half times as long. 0 for a local network. */
    int latencyMillis() default 0;

    /** Whether rare but lawful behaviour is made common. */
    boolean buggify() default false;
}
