// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The commands of the README, typed by somebody new with two homes, and what programs may rely on: JSON and exit codes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class CommandLineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private PipesProgram a;
    private PipesProgram b;
    private JsonNode shortest;

    @BeforeAll
    void two_homes_one_network() throws Exception {
        a = prepare("cli-a");
        b = prepare("cli-b");
        startNode(a);
        startNode(b);
        a.ask("identity", "create", "desktop");
        a.ask("network", "create", "home");
        b.ask("identity", "create", "laptop");
        b.ask("network", "join", a.ask("network", "invite").get("ticket").asText());
        a.ask("network", "create", "late");
        shortest = a.ask("--network", "late", "network", "invite", "--expires", "1m");
        await("both are connected", () -> sees(b, "home", "desktop") && sees(a, "home", "laptop"));
    }

    @AfterAll
    void stop() throws Exception {
        try {
            a.ask("stop");
        } finally {
            b.ask("stop");
        }
        assertThat(Processes.ofNodesBelow(a.home())).isEmpty();
        assertThat(Processes.ofNodesBelow(b.home())).isEmpty();
    }

    @Test
    void lines_from_standard_input_arrive_at_the_other_in_order() throws Exception {
        PipesProgram.Running receiving =
                b.start(null, "--network", "home", "receive", "--count", "3", "--timeout", "120s", "--json");
        PipesProgram.Result sent =
                a.runWithInput("one\ntwo\nthree, with ümlaut\n", "--network", "home", "send", "laptop", "-");
        PipesProgram.Result received = receiving.await();

        assertThat(sent.code()).as(sent.err()).isZero();
        assertThat(sent.out().lines()).hasSize(3);
        assertThat(received.code()).as(received.err()).isZero();
        assertThat(received.rows())
                .extracting(message -> message.get("text").asText())
                .containsExactly("one", "two", "three, with ümlaut");
        for (JsonNode message : received.rows()) {
            assertThat(message.get("name").asText()).isEqualTo("desktop");
            System.out.println("from sending to receiving, ms: " + millisOnTheWay(message));
        }
    }

    @Test
    void a_revoked_node_says_so_and_may_not_send() throws Exception {
        join("parting");

        a.ask("--network", "parting", "network", "revoke", "laptop");
        await("the other says revoked", () -> state(b, "parting").equals("revoked"));
        PipesProgram.Result refused = b.run("--network", "parting", "send", "desktop", "still there?", "--json");

        assertThat(refused.code()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.out()).isEmpty();
        assertThat(state(a, "parting")).isNotEqualTo("revoked");
    }

    @Test
    void an_unknown_name_ends_with_1() throws Exception {
        PipesProgram.Result result = a.run("--network", "home", "send", "nobody-here", "hello", "--json");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.failure()).isEqualTo("not_found");
    }

    @Test
    void a_name_that_two_networks_have_is_not_guessed_and_the_beginning_of_an_id_decides() throws Exception {
        String own = b.ask("network", "create", "twin").get("network").asText();
        String joined = join("twin");

        PipesProgram.Result result = b.run("network", "show", "twin", "--json");

        assertThat(result.code()).as(result.toString()).isEqualTo(1);
        assertThat(result.failure()).isEqualTo("ambiguous");
        assertThat(result.err()).contains(own.substring(0, 10), joined.substring(0, 10));
        for (String id : List.of(own, joined)) {
            assertThat(b.ask("network", "show", id.substring(0, 16))
                            .get("network")
                            .asText())
                    .isEqualTo(id);
        }
    }

    @Test
    void what_does_not_exist_as_a_command_ends_with_2() throws Exception {
        assertThat(a.run("netwrok", "list").code()).isEqualTo(2);
        assertThat(a.run("network").code()).isEqualTo(2);
        assertThat(a.run("receive", "--count", "many").code()).isEqualTo(2);
    }

    @Test
    void a_home_without_a_running_node_ends_with_3() throws Exception {
        PipesProgram.Result result = prepare("cli-empty").run("node", "list", "--json");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.failure()).isEqualTo("not_running");
    }

    @Test
    void receiving_nothing_in_time_ends_with_5() throws Exception {
        join("quiet");

        PipesProgram.Result result =
                b.run("--network", "quiet", "receive", "--count", "1", "--timeout", "300ms", "--json");

        assertThat(result.code()).isEqualTo(5);
        assertThat(result.failure()).isEqualTo("timed_out");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void starting_twice_says_that_it_runs_and_starts_nothing() throws Exception {
        List<ProcessHandle> before = Processes.ofNodesBelow(a.home());

        PipesProgram.Result again = a.run("start", "--json");

        assertThat(again.code()).isZero();
        assertThat(again.err()).contains("already runs");
        assertThat(before).isNotEmpty();
        assertThat(Processes.ofNodesBelow(a.home())).isEqualTo(before);
    }

    @Test
    void the_only_owner_leaves_the_others_without_one_only_when_forced() throws Exception {
        String network = join("orphan");

        PipesProgram.Result refused = a.run("--network", network, "network", "leave");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("network role", "--force");

        assertThat(a.run("--network", network, "network", "leave", "--force").code())
                .isZero();
        assertThat(state(a, "orphan")).isEqualTo("unknown");
        b.ask("--network", network, "network", "leave");
    }

    @Test
    void the_demonstration_observes_every_step_and_leaves_nothing_behind() throws Exception {
        PipesProgram anywhere = prepare("cli-demo");

        PipesProgram.Result demo = anywhere.run("demo", "--json");

        assertThat(demo.code()).as(demo.toString()).isZero();
        assertThat(demo.rows()).hasSizeGreaterThanOrEqualTo(8).allSatisfy(row -> {
            assertThat(row.path("step").asText()).isNotEmpty();
            assertThat(row.path("ok").asBoolean()).isTrue();
            assertThat(row.path("millis").isIntegralNumber()).isTrue();
        });
        assertThat(Processes.ofNodesBelow(anywhere.temporary())).isEmpty();
        try (Stream<Path> left = Files.list(anywhere.temporary())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("pipes-demo-"));
        }
        assertThat(anywhere.home()).doesNotExist();
    }

    /** The last one: most of the minute, which is the shortest there is, has passed meanwhile. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_ticket_that_is_used_too_late_is_refused() throws Exception {
        Instant expires = Instant.parse(shortest.get("expires").asText());
        await("the ticket has expired", () -> Instant.now().isAfter(expires));

        PipesProgram.Result result =
                b.run("network", "join", shortest.get("ticket").asText(), "--json");

        assertThat(result.code()).as(result.toString()).isEqualTo(4);
        assertThat(result.failure()).isEqualTo("ticket_expired");
    }

    private static PipesProgram prepare(String name) throws Exception {
        Path home = Workspace.nodes().resolve(name);
        Folders.delete(home);
        return new PipesProgram(home);
    }

    private static void startNode(PipesProgram program) throws Exception {
        String listen = "tcp://127.0.0.1:" + Ports.free();
        String console = "127.0.0.1:" + Ports.free();
        program.ask("start", "--listen", listen, "--console", console, "--discovery", "off");
        assertThat(Processes.ofNodesBelow(program.home())).isNotEmpty();
    }

    /** Founds a network at the one and joins it at the other; returns its id. */
    private String join(String name) throws Exception {
        String network = a.ask("network", "create", name).get("network").asText();
        String ticket =
                a.ask("--network", name, "network", "invite").get("ticket").asText();
        b.ask("network", "join", ticket);
        await("who joined is connected", () -> sees(a, network, "laptop") && sees(b, network, "desktop"));
        return network;
    }

    private static boolean sees(PipesProgram program, String network, String node) throws Exception {
        return program.rows("--network", network, "node", "list").stream()
                .anyMatch(row -> row.get("name").asText().equals(node)
                        && row.get("state").asText().equals("connected"));
    }

    private static String state(PipesProgram program, String network) throws Exception {
        return program.rows("network", "list").stream()
                .filter(row -> row.get("name").asText().equals(network))
                .map(row -> row.get("state").asText())
                .findFirst()
                .orElse("unknown");
    }

    private static long millisOnTheWay(JsonNode message) {
        return Duration.between(
                        Instant.parse(message.get("time").asText()),
                        Instant.parse(message.get("received").asText()))
                .toMillis();
    }

    private static void await(String what, Callable<Boolean> seen) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!seen.call()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
