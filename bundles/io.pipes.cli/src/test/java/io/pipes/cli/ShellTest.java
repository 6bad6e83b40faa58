// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell without a terminal. */
class ShellTest {
    private static final JsonObject NOTHING = JsonObject.empty();

    private final FakeNode node = new FakeNode();

    @BeforeEach
    void answer() {
        node.answer("network.list", params -> List.of(NOTHING.with("name", "home")));
        node.answer("node.list", params -> List.of(NOTHING.with("name", "laptop")));
        node.refuse("identity.list", "refused", "No.", false);
        node.refuse("token.list", "unreachable", "Not now.", true);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void commands_from_a_pipe_run_in_order_on_one_connection() {
        Run run = Run.withInput(node, "network list --json\nnode list --json\n", "shell");

        assertThat(run).isEqualTo(new Run(0, "{\"name\":\"home\"}\n{\"name\":\"laptop\"}\n", ""));
        assertThat(node.calls("auth")).hasSize(1);
    }

    @Test
    void the_first_failure_ends_it_with_its_exit_code() {
        Run run = Run.withInput(node, "identity list\nnetwork list\n", "shell");

        assertThat(run).isEqualTo(new Run(ExitCode.REFUSED, "", "pipes: No.\n"));
        assertThat(node.calls("network.list")).isEmpty();
    }

    @Test
    void it_can_be_told_to_keep_going_and_still_says_that_something_failed() {
        Run run = Run.withInput(node, "identity list\ntoken list\nnetwork list --json\n", "shell", "--keep-going");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out()).isEqualTo("{\"name\":\"home\"}\n");
        assertThat(run.err()).isEqualTo("pipes: No.\npipes: Not now.\n");
    }

    @Test
    void what_was_said_to_the_shell_counts_for_each_line_that_says_nothing_else() {
        Run run = Run.withInput(
                node, "node list\nnode list --network work\nnode list\n", "shell", "--json", "--network", "home");

        assertThat(run.lines()).hasSize(3).allMatch("{\"name\":\"laptop\"}"::equals);
        assertThat(node.calls("node.list"))
                .extracting(params -> params.text("network", "none"))
                .containsExactly("home", "work", "home");
    }

    @Test
    void a_line_for_programs_leaves_the_next_one_for_people() {
        Run run = Run.withInput(node, "network list --json\nnetwork list\n", "shell");

        assertThat(run.lines().get(0)).isEqualTo("{\"name\":\"home\"}");
        assertThat(run.lines().get(1)).startsWith("NAME");
    }

    @Test
    void comments_and_empty_lines_do_nothing_and_exit_ends_it() {
        Run run = Run.withInput(node, "# a comment\n\n   \npipes network list --json\nexit\nidentity list\n", "shell");

        assertThat(run).isEqualTo(new Run(0, "{\"name\":\"home\"}\n", ""));
    }

    @Test
    void a_comment_with_an_apostrophe_does_not_end_a_script() {
        Run run = Run.withInput(node, "  # don't\nnetwork list --json\n", "shell");

        assertThat(run).isEqualTo(new Run(0, "{\"name\":\"home\"}\n", ""));
    }

    @Test
    void commands_in_it_do_not_eat_the_lines_behind_them() {
        Run run = Run.withInput(node, "network join -\nnetwork list --json\n", "shell", "--keep-going");

        assertThat(run.err()).contains("A ticket is needed");
        assertThat(run.out()).isEqualTo("{\"name\":\"home\"}\n");
    }

    @Test
    void a_lost_connection_is_made_again() {
        node.answer("node.list", params -> {
            node.drop();
            return List.of();
        });

        Run run = Run.withInput(node, "node list\nnetwork list --json\n", "shell", "--keep-going");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(run.out()).isEqualTo("{\"name\":\"home\"}\n");
        assertThat(node.calls("auth")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "netork list", "send bob 'open", "--json"})
    void nonsense_is_a_usage_error_there_too(String line) {
        assertThat(Run.withInput(node, line + "\n", "shell").code()).isEqualTo(ExitCode.USAGE);
    }
}
