// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pipes.cli.Main;
import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person types at a real terminal; the program is a process of its own, and the node a fake that its home names. */
class InteractiveShellTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final String PROMPT = "pipes> ";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String CTRL_P = "\u0010";
    private static final String TAB = "\t";

    @TempDir
    Path home;

    private final FakeNode node = new FakeNode();

    @BeforeEach
    void furnish() throws IOException {
        assumeTrue(PseudoTerminal.isPossible(), "There is no /usr/bin/script to make a terminal");
        InetSocketAddress address = node.address();
        Files.createDirectory(home.resolve("run"));
        Files.writeString(home.resolve("api-token"), FakeNode.TOKEN);
        Files.writeString(
                home.resolve("run/container.json"),
                NOTHING.with("pid", SELF.pid())
                        .with(
                                "started",
                                SELF.info().startInstant().orElseThrow().toString())
                        .with("console", address.getHostString() + ":" + address.getPort())
                        .toString());
        node.answer("network.list", params -> List.of(NOTHING.with("name", "family-network")));
        node.answer("pipeline.list", params -> List.of(NOTHING.with("name", "shopping-list")));
        node.answer("node.list", params -> List.of(NOTHING.with("name", "kitchen-tablet")));
        node.answer("pipeline.show", params -> params.with("kind", "live"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void commands_share_a_connection_and_exit_ends_it() throws Exception {
        try (PseudoTerminal terminal = open()) {
            terminal.type("network list\r");
            terminal.await("family-network");
            terminal.await(PROMPT);
            terminal.type("pipes pipeline list\r");
            terminal.await("shopping-list");
            terminal.await(PROMPT);
            terminal.type("exit\r");

            assertThat(terminal.exitCode()).isZero();
        }
        assertThat(node.calls("auth")).hasSize(1);
    }

    @Test
    void commands_options_and_the_names_of_the_running_node_are_completed() throws Exception {
        try (PseudoTerminal terminal = open()) {
            terminal.type("pipel" + TAB);
            terminal.await("pipeline ");
            terminal.type("sh" + TAB);
            terminal.await("show ");
            terminal.type("--netw" + TAB);
            terminal.await("--network ");
            terminal.type("fam" + TAB);
            terminal.await("family-network ");
            terminal.type("shop" + TAB);
            terminal.await("shopping-list ");
            terminal.type("\r");
            terminal.await("live");
            terminal.await(PROMPT);
            terminal.type("send ki" + TAB);
            terminal.await("kitchen-tablet ");
            terminal.type(CTRL_C);
            terminal.await(PROMPT);
            terminal.type(CTRL_D);

            assertThat(terminal.exitCode()).isZero();
        }
        assertThat(node.calls("pipeline.show"))
                .singleElement()
                .isEqualTo(NOTHING.with("network", "family-network").with("name", "shopping-list"));
    }

    @Test
    void ctrl_c_ends_what_runs_and_not_the_shell() throws Exception {
        node.method("pipeline.subscribe", (params, connection) -> {
            connection.push(
                    "message",
                    NOTHING.with("subscription", "s1").with("message", NOTHING.with("text", "first message")));
            return NOTHING.with("subscription", "s1");
        });
        node.answer("subscription.cancel", params -> NOTHING);

        try (PseudoTerminal terminal = open()) {
            terminal.type("pipeline tail chat\r");
            terminal.await("first message");
            terminal.type(CTRL_C);
            terminal.await(PROMPT);
            terminal.type("network list\r");
            terminal.await("family-network");
            terminal.await(PROMPT);
            terminal.type(CTRL_D);

            assertThat(terminal.exitCode()).isZero();
            assertThat(terminal.shown()).doesNotContain("should not happen", "Exception", "WARN");
        }
        assertThat(node.calls("subscription.cancel")).hasSize(1);
        assertThat(node.calls("auth")).hasSize(1);
    }

    @Test
    void a_command_may_ask_for_something_and_a_quote_goes_on_in_the_next_line() throws Exception {
        node.answer("identity.show", params -> NOTHING);
        node.answer("network.join", params -> NOTHING.with("name", "family-network"));
        node.answer("network.members", params -> List.of());
        node.answer("message.send", params -> NOTHING);

        try (PseudoTerminal terminal = open()) {
            terminal.type("network join\r");
            terminal.await("Ticket: ");
            terminal.type("pipes1abc\r");
            terminal.await("You are in 'family-network'");
            terminal.await(PROMPT);
            terminal.type("exit\r");

            assertThat(terminal.exitCode()).isZero();
        }
        assertThat(node.calls("network.join"))
                .singleElement()
                .satisfies(params -> assertThat(params.text("ticket")).contains("pipes1abc"));
    }

    @Test
    void the_history_is_the_owners_and_has_no_secrets() throws Exception {
        try (PseudoTerminal terminal = open()) {
            terminal.type("network list\r");
            terminal.await("family-network");
            terminal.await(PROMPT);
            terminal.type("network join pipes1secretticket\r");
            terminal.await(PROMPT);
            terminal.type("exit\r");
            assertThat(terminal.exitCode()).isZero();
        }
        Path history = home.resolve("shell-history");
        assertThat(Files.readString(history)).contains("network list").doesNotContain("join", "pipes1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");

        try (PseudoTerminal again = open()) {
            again.type(CTRL_P + CTRL_P + "\r");
            again.await("family-network");
            again.await(PROMPT);
            again.type("exit\r");
            assertThat(again.exitCode()).isZero();
        }
    }

    /** A short command takes as long as Java needs for its classes. */
    @Test
    void nothing_else_loads_what_the_shell_is_made_of() throws Exception {
        Process version = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "version")
                .start();

        assertThat(new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("io.pipes.cli.command.VersionCommand")
                .doesNotContain("org.jline", "io.pipes.cli.shell");
    }

    private PseudoTerminal open() throws IOException {
        PseudoTerminal terminal = new PseudoTerminal(Path.of(System.getProperty("java.home"), "bin/java"), home);
        terminal.await(PROMPT);
        return terminal;
    }
}
