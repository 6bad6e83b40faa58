// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes what {@link SimulatedNodes} asks for, tells the seed when a test fails, and looks for failures inside after each test. */
public final class SimulatedNodesExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SimulatedNodesExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SimulatedPipes.class;
    }

    @Override
    public SimulatedPipes resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SimulatedPipes pipes = plan(annotation(context)).start();
        context.getStore(NAMESPACE).put(SimulatedPipes.class, pipes);
        return pipes;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        SimulatedPipes pipes = context.getStore(NAMESPACE).get(SimulatedPipes.class, SimulatedPipes.class);
        if (pipes == null) {
            return;
        }
        if (context.getExecutionException().isPresent()) {
            Evidence evidence = new Evidence(pipes);
            String test = context.getRequiredTestClass().getSimpleName() + "/" + context.getDisplayName();
            System.err.println(evidence.report(test));
            System.err.println(evidence.keep(test));
        } else {
            pipes.close();
        }
    }

    private static SimulatedNodes annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), SimulatedNodes.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), SimulatedNodes.class))
                .orElseThrow(() -> new IllegalStateException("@SimulatedNodes is missing"));
    }

    private static SimulationPlan plan(SimulatedNodes wanted) {
        Conditions conditions = Conditions.CALM
                .loss(wanted.loss())
                .duplication(wanted.duplication())
                .reordering(wanted.reordering());
        if (wanted.latencyMillis() > 0) {
            Duration half = Duration.ofMillis(wanted.latencyMillis()).dividedBy(2);
            conditions = conditions.latency(Latency.between(half, half.multipliedBy(3)));
        }
        return SimulatedPipes.network(wanted.count())
                .seed(Long.getLong(Scale.SEED, wanted.seed()))
                .suite(wanted.suite())
                .conditions(conditions)
                .buggify(wanted.buggify());
    }
}
