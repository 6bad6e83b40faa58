// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom: base, then api, then spi, then the providers, which never know each other, then what is above. */
class DirectionTest {
    private static final List<String> CONTRACTS = List.of("base", "api", "spi");

    /** What a bundle may know beside itself. A bundle that is not listed may know nothing, so a new one has to be added here. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("base", List.of()),
            Map.entry("api", List.of("base")),
            Map.entry("spi", List.of("base", "api")),
            Map.entry("runtime", CONTRACTS),
            Map.entry("crypto", CONTRACTS),
            Map.entry("transport.tcp", with("runtime")),
            Map.entry("socket", with("runtime")),
            Map.entry("storage.derby", CONTRACTS),
            Map.entry("storage.postgresql", CONTRACTS),
            Map.entry("node", CONTRACTS),
            Map.entry("identity", CONTRACTS),
            Map.entry("routing", CONTRACTS),
            Map.entry("pipeline", CONTRACTS),
            Map.entry("presence", CONTRACTS),
            Map.entry("service", CONTRACTS),
            Map.entry("stream", CONTRACTS),
            Map.entry("forward", CONTRACTS),
            Map.entry(
                    "engine",
                    with(
                            "runtime",
                            "crypto",
                            "transport.tcp",
                            "socket",
                            "storage.derby",
                            "node",
                            "identity",
                            "routing",
                            "pipeline",
                            "presence",
                            "service",
                            "stream",
                            "forward")),
            Map.entry("http", List.of()),
            Map.entry("metrics", CONTRACTS),
            Map.entry("gateway", with("client")),
            Map.entry("client", List.of("base", "api")),
            Map.entry("embedded", with("engine", "gateway", "client")),
            Map.entry("cli", List.of("base", "api", "client")),
            Map.entry("shell", with("client", "cli")),
            Map.entry("testkit", CONTRACTS),
            Map.entry(
                    "testkit.nodes",
                    with(
                            "testkit",
                            "crypto",
                            "node",
                            "identity",
                            "routing",
                            "pipeline",
                            "presence",
                            "service",
                            "stream",
                            "runtime")),
            Map.entry("testkit.apps", with("testkit", "testkit.nodes", "gateway", "client")));

    static List<String> bundles() {
        return AllBundles.names();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void a_bundle_knows_only_what_is_below_it(String bundle) {
        String name = bundle.substring("io.pipes.".length());
        assertThat(MAY_KNOW)
                .as("the direction of dependencies has no place for " + bundle)
                .containsKey(name);

        String[] below = Stream.concat(Stream.of(name), MAY_KNOW.get(name).stream())
                .map(DirectionTest::packages)
                .toArray(String[]::new);
        classes()
                .that(areOf(name))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.or(
                        DescribedPredicate.not(resideInAnyPackage("io.pipes..")), resideInAnyPackage(below)))
                .check(AllBundles.classes());
    }

    @Test
    void bouncy_castle_is_known_to_crypto_only() {
        onlyIn("org.bouncycastle..", "crypto");
    }

    @Test
    void jdbc_is_known_to_stores_only() {
        onlyIn("java.sql..", "storage.derby", "storage.postgresql");
        onlyIn("javax.sql..", "storage.derby", "storage.postgresql");
        onlyIn("org.apache.derby..", "storage.derby");
        onlyIn("org.postgresql..", "storage.postgresql");
    }

    @Test
    void netty_is_known_to_the_runtime_transports_and_sockets_only() {
        onlyIn("io.netty..", "runtime", "transport.tcp", "socket");
    }

    @Test
    void json_is_known_to_the_outward_faces_only() {
        onlyIn("com.fasterxml.jackson..", "gateway", "client", "cli", "testkit.apps");
    }

    @Test
    void micrometer_is_known_to_the_metrics_only() {
        onlyIn("io.micrometer..", "metrics");
        onlyIn("io.prometheus..", "metrics");
    }

    @Test
    void the_line_editor_is_known_to_the_command_line_only() {
        onlyIn("org.jline..", "cli");
    }

    @Test
    void http_is_known_to_the_gateway_only() {
        onlyIn("jakarta.servlet..", "gateway");
        onlyIn("org.eclipse.jetty..", "gateway");
    }

    @Test
    void nobody_uses_java_serialization() {
        classes()
                .that(resideInAnyPackage("io.pipes.."))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(DescribedPredicate.describe(
                        "object streams",
                        type -> List.of("java.io.ObjectInputStream", "java.io.ObjectOutputStream")
                                .contains(type.getName()))))
                .check(AllBundles.classes());
    }

    private static void onlyIn(String library, String... bundles) {
        List<String> allowed = new ArrayList<>();
        for (String bundle : bundles) {
            allowed.add(packages(bundle));
        }
        classes()
                .that(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new))))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAnyPackage(library)))
                .check(AllBundles.classes());
    }

    /** testkit.nodes and testkit.apps are bundles of their own, although their packages are below that of testkit. */
    private static DescribedPredicate<JavaClass> areOf(String name) {
        DescribedPredicate<JavaClass> inside = resideInAnyPackage(packages(name));
        return name.equals("testkit")
                ? inside.and(
                        DescribedPredicate.not(resideInAnyPackage(packages("testkit.nodes"), packages("testkit.apps"))))
                : inside;
    }

    private static String packages(String bundle) {
        return "io.pipes." + bundle + "..";
    }

    private static List<String> with(String... more) {
        return Stream.concat(CONTRACTS.stream(), Stream.of(more)).toList();
    }
}
