// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * What people do who have a Karaf already: they add the repository of features and install {@code pipes}. One story in order, because each
 * start of a Karaf takes its time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class StockKarafTest {
    private static final String SHELL = "org.apache.karaf.shell.api.console.SessionFactory";
    private static final String HEALTH = "/health";
    private static final String EXAMPLE = System.getProperty("examples.bundle", "");
    private static final int OK = 200;

    private StockKaraf karaf;
    private RunningNode ours;
    private PipesProgram pipes;
    private List<String> bundlesBefore;

    @BeforeAll
    void start() throws Exception {
        karaf = StockKaraf.unpack("stock-karaf");
        karaf.start();
        ours = RunningNode.start("beside-stock-karaf", Java.current());
        pipes = new PipesProgram(karaf.home());
    }

    @AfterAll
    void stop() throws Exception {
        try (StockKaraf one = karaf;
                RunningNode other = ours) {
            assertThat(one).isNotNull();
            assertThat(other).isNotNull();
        }
    }

    @Test
    @Order(1)
    void the_feature_is_installed_beside_a_web_server_and_nothing_of_karaf_is_stopped_for_it() throws Exception {
        karaf.order("install http");
        bundlesBefore = karaf.ask("bundles");

        karaf.order("repo-add " + StockKaraf.FEATURES);
        karaf.order("install pipes");

        assertThat(karaf.ask("stopped")).as("bundles that were stopped for it").isEmpty();
        karaf.await("the node says that it is ready", () -> Get.status(karaf.console(), HEALTH) == OK);
        assertThat(karaf.ask("bundles"))
                .containsAll(bundlesBefore)
                .anyMatch(bundle -> bundle.contains(" io.pipes.gateway "))
                .allMatch(bundle -> bundle.contains(" up "));
    }

    @Test
    @Order(2)
    void the_api_is_open_to_this_machine_only() throws Exception {
        assertThat(ListeningSockets.of(karaf.handle().pid()))
                .contains(karaf.console(), karaf.listen(), karaf.web(), karaf.ssh())
                .as("where Felix HTTP listens unless it is told otherwise")
                .doesNotContain(8_080);
        assertThat(Ports.addressesForOthers())
                .allSatisfy(address ->
                        assertThat(Ports.accepts(address, karaf.console())).isFalse());
        assertThat(Get.status(karaf.web(), HEALTH))
                .as("nothing of it at the other web server")
                .isEqualTo(404);
    }

    @Test
    @Order(3)
    void the_command_line_finds_the_node_in_karafs_folder() throws Exception {
        assertThat(Folders.permissions(karaf.home())).isEqualTo("rwx------");

        JsonNode status = pipes.ask("status");

        assertThat(status.get("state").asText()).isEqualTo("ready");
        assertThat(status.get("console").asText()).isEqualTo("127.0.0.1:" + karaf.console());
        assertThat(status.get("pid").asLong()).isEqualTo(karaf.handle().pid());
        pipes.ask("identity", "create", "server");
        pipes.ask("network", "create", "home");
    }

    @Test
    @Order(4)
    void its_commands_are_in_karafs_shell_and_go_again() throws Exception {
        karaf.order("install pipes-shell");

        assertThat(karaf.ask("shell pipes:network-list --json"))
                .singleElement()
                .asString()
                .startsWith("{");
        assertThat(karaf.ask("shell pipes:status")).anyMatch(line -> line.startsWith("state"));

        karaf.order("uninstall pipes-shell");
        assertThat(karaf.ask("bundles")).noneMatch(bundle -> bundle.contains(" io.pipes.shell "));
    }

    @Test
    @Order(5)
    void it_exchanges_messages_with_a_node_of_the_distribution() throws Exception {
        String ticket = pipes.ask("network", "invite").get("ticket").asText();
        ours.join(ticket, ours.newIdentity("laptop"));
        Feed atOurs = ours.api().subscribe("message.subscribe");
        try (ApiClient api = ApiClient.connect(karaf.console(), token())) {
            Feed atKaraf = api.subscribe("message.subscribe");

            pipes.ask("send", "laptop", "from Karaf");
            JsonNode receipt = ours.call("message.send", "node", "server", "text", "to Karaf", "wait", "delivered");

            assertThat(atOurs.next().get("text").asText()).isEqualTo("from Karaf");
            assertThat(atKaraf.next().get("text").asText()).isEqualTo("to Karaf");
            assertThat(receipt.get("receipt").asText()).isEqualTo("delivered");
        }
    }

    @Test
    @Order(6)
    void a_bundle_of_somebody_else_uses_the_node_that_is_there_also_when_its_gateway_is_another_one() throws Exception {
        karaf.order("bundle-install " + Path.of(EXAMPLE).toUri());
        assertThat(bundlesAtKaraf("io.pipes.gateway")).matches("io\\.pipes\\.gateway \\S+ active");

        karaf.order("bundle-restart io.pipes.gateway");
        assertThat(bundlesAtKaraf("examples")).startsWith("io.pipes.examples.bundle ");
    }

    /** As a member of the network is told, once somebody answers. */
    private String bundlesAtKaraf(String word) throws Exception {
        AtomicReference<String> answer = new AtomicReference<>();
        ours.await("the bundle answers", () -> {
            try {
                answer.set(ours.call("service.call", "service", "bundles", "text", word)
                        .get("text")
                        .asText());
                return true;
            } catch (ApiFailure notYet) {
                return false;
            }
        });
        return answer.get();
    }

    @Test
    @Order(7)
    void pipes_does_not_stop_a_container_that_it_did_not_start() throws Exception {
        PipesProgram.Result stop = pipes.run("stop", "--json");

        assertThat(stop.code()).as(stop.toString()).isEqualTo(4);
        assertThat(stop.failure()).isEqualTo("refused");
        try (ApiClient api = ApiClient.connect(karaf.console(), token())) {
            assertThatThrownBy(() -> api.call("node.stop")).hasMessageContaining("uninstall its feature 'pipes'");
        }
        assertThat(Get.status(karaf.console(), HEALTH)).isEqualTo(OK);
    }

    @Test
    @Order(8)
    void the_node_comes_back_with_karaf() throws Exception {
        karaf.startAgain();

        karaf.await("the node is ready again", () -> Get.status(karaf.console(), HEALTH) == OK);
        ours.await(
                "both are connected again",
                () -> ours.call("node.list").findValuesAsText("state").equals(List.of("connected")));
        assertThat(bundlesAtKaraf("examples")).startsWith("io.pipes.examples.bundle ");
        karaf.order("bundle-uninstall io.pipes.examples.bundle");
        assertThat(ListeningSockets.of(karaf.handle().pid())).doesNotContain(8_080);
        assertThat(karaf.log()).doesNotContain("| ERROR |");
    }

    @Test
    @Order(9)
    void without_the_feature_karaf_is_as_it_was_and_what_the_node_knew_is_kept() throws Exception {
        karaf.order("uninstall pipes");

        assertThat(karaf.ask("bundles")).containsExactlyInAnyOrderElementsOf(bundlesBefore);
        assertThat(karaf.ask("services " + SHELL)).isNotEmpty();
        assertThat(Ports.accepts("127.0.0.1", karaf.ssh())).isTrue();
        assertThat(Ports.accepts("127.0.0.1", karaf.web())).isTrue();
        assertThat(Ports.accepts("127.0.0.1", karaf.console())).isFalse();
        assertThat(Ports.accepts("127.0.0.1", karaf.listen())).isFalse();
        assertThat(pipes.run("status", "--json").failure()).isEqualTo("not_running");
        assertThat(karaf.home().resolve("keys")).isNotEmptyDirectory();
        assertThat(karaf.root().resolve("etc/org.apache.felix.http.cfg"))
                .as("the settings of a person")
                .content()
                .contains("port = " + karaf.console());
        assertThat(karaf.log()).doesNotContain("| ERROR |");
    }

    private String token() throws Exception {
        return Files.readString(karaf.home().resolve("api-token")).strip();
    }
}
