// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a process is made of in a container, and what the engine makes it of without one, are the same. */
class EngineTest {
    /** Components that are only shells for a container, and what they are shells of. All others are their own. */
    private static final Map<String, String> SHELLS = Map.of(
            "io.pipes.runtime.LoopsComponent", "io.pipes.runtime.NettyLoops",
            "io.pipes.runtime.home.HomeComponent", "io.pipes.runtime.home.PipesHome",
            "io.pipes.node.kernel.NodeComponent", "io.pipes.node.kernel.Kernel",
            "io.pipes.node.kernel.NodeStoresComponent", "io.pipes.node.store.NodeStores",
            "io.pipes.storage.derby.DerbyStorage", "io.pipes.storage.derby.DerbyPacketStores",
            "io.pipes.storage.derby.blob.FileBlobStorage", "io.pipes.storage.derby.blob.FileBlobStores");

    /** Components that the engine does without, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "io.pipes.storage.postgresql.PostgresqlStorage", "who wants it gives it to the engine as one of its stores",
            "io.pipes.client.connect.JacksonCodecs", "an application finds it on its class path",
            "io.pipes.client.connect.SocketConnector", "an application finds it on its class path",
            "io.pipes.gateway.GatewayComponent", "it is not part of nodes: io.pipes.embedded puts it in front of them",
            "io.pipes.metrics.MetricsComponent", "an application has a way of its own to show figures",
            "io.pipes.shell.ShellComponent", "its commands are for the shell of a container",
            "io.pipes.runtime.output.OutputLimit", "what an application prints is not the engine's to limit");

    static Set<String> components() {
        return AllBundles.classes().that(areComponents()).stream()
                .map(HasName::getName)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("components")
    void each_component_is_in_the_engine_or_left_out_for_a_reason(String component) {
        if (LEFT_OUT.containsKey(component)) {
            return;
        }
        assertThat(usedByTheEngine())
                .as(
                        "io.pipes.engine has no %s. A feature is a line in its Features; or say here why it is left out.",
                        component)
                .contains(SHELLS.getOrDefault(component, component));
    }

    @Test
    void nothing_else_is_named_here() {
        assertThat(components()).containsAll(SHELLS.keySet()).containsAll(LEFT_OUT.keySet());
    }

    private static Set<String> usedByTheEngine() {
        return AllBundles.classes().stream()
                .filter(type -> type.getPackageName().startsWith("io.pipes.engine"))
                .flatMap(EngineTest::used)
                .collect(Collectors.toSet());
    }

    private static Stream<String> used(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getName());
    }

    private static DescribedPredicate<JavaClass> areComponents() {
        return DescribedPredicate.describe(
                "components", type -> type.isAnnotatedWith("org.osgi.service.component.annotations.Component"));
    }
}
