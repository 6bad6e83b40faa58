// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.home.Home;
import io.pipes.client.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final JsonObject NETWORK = NOTHING.with("network", "5ncsvm6wk7td5e9h8fwkjmv0gq")
            .with("name", "home")
            .with("node", "16250pj7g1c5knfpt2mdgssdtf")
            .with("identity", "svf64tq2rs")
            .with("role", "owner")
            .with("state", "connected")
            .with("members", 2);

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_list_for_programs_is_one_compact_object_per_line() {
        node.answer("network.list", params -> List.of(NETWORK, NETWORK.with("name", "work")));

        Run run = Run.of(node, "network", "list", "--json");

        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        NETWORK.toString(), NETWORK.with("name", "work").toString());
        assertThat(run.err()).isEmpty();
    }

    @Test
    void a_list_for_people_is_an_aligned_table_with_short_ids() {
        node.answer("network.list", params -> List.of(NETWORK));

        assertThat(Run.of(node, "network", "list").out()).isEqualTo("""
                NAME  NETWORK     ROLE   STATE      MEMBERS  NODE
                home  5ncsvm6wk7  owner  connected  2        16250pj7g1
                """);
    }

    @Test
    void an_empty_list_says_what_to_do_to_people_and_nothing_to_programs() {
        node.answer("network.list", params -> List.of());

        assertThat(Run.of(node, "network", "list").out()).contains("pipes network create NAME");
        assertThat(Run.of(node, "network", "list", "--json").out()).isEmpty();
    }

    @Test
    void nodes_fit_a_terminal_with_their_addresses() {
        JsonObject laptop = NOTHING.with("name", "laptop")
                .with("node", "16250pj7g1c5knfpt2mdgssdtf")
                .with("role", "writer")
                .with("state", "connected")
                .with("hops", 1)
                .with("rttMillis", 0.42)
                .with("address", "tcp://192.168.1.20:7171")
                .with("lastSeen", "2026-01-02T03:04:05.678Z");
        node.answer("node.list", params -> List.of(laptop));

        Run people = Run.typed(node, "", "node", "list");

        assertThat(people.lines()).allMatch(line -> line.length() <= 80);
        assertThat(people.out()).contains("tcp://192.168.1.20:7171").contains("d ago");
        assertThat(Run.of(node, "node", "list", "--json").out()).contains("2026-01-02T03:04:05.678Z");
    }

    @Test
    void a_token_without_verbs_is_for_all() {
        JsonObject token =
                NOTHING.with("name", "app").with("id", "0123456789ab").with("verbs", List.of());
        node.answer("token.list", params -> List.of(token, token.with("verbs", List.of("message.send", "pipeline"))));

        assertThat(Run.of(node, "token", "list").lines().subList(1, 3))
                .extracting(line -> line.split(" {2,}")[2])
                .containsExactly("all", "message.send, pipeline");
    }

    @Test
    void a_token_is_for_one_pipeline_if_it_is_told_so_and_the_list_shows_which() {
        node.answer("token.create", params -> params.with("id", "0123456789ab").with("token", "secret"));
        JsonObject token = NOTHING.with("name", "page")
                .with("id", "0123456789ab")
                .with("verbs", List.of())
                .with("network", "5ncsvm6wk7td5e9h8fwkjmv0gq");
        node.answer("token.list", params -> List.of(token.with("pipeline", "notes"), token));

        Run.of(node, "token", "create", "page", "--pipeline", "notes", "--network", "home");

        assertThat(node.calls("token.create"))
                .containsExactly(
                        NOTHING.with("network", "home").with("name", "page").with("pipeline", "notes"));
        assertThat(Run.of(node, "token", "list").lines())
                .extracting(line -> line.split(" {2,}")[4])
                .containsExactly("PIPELINE", "notes", "-");
    }

    @Test
    void a_move_of_the_store_is_followed_to_its_end() {
        JsonObject moving =
                NOTHING.with("from", "derby").with("to", "postgresql").with("allNodes", 2);
        node.answer("store.move", params -> NOTHING.with("move", moving.with("state", "copying")));
        node.answer(
                "store.show",
                params -> NOTHING.with("move", moving.with("state", "done").with("entries", 42)));

        Run run = Run.of(node, "store", "move", "postgresql");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Moved 42 entries", "postgresql");
        assertThat(run.err()).contains("Networks are stopped", "0 of 2 nodes");
        assertThat(node.calls("store.move"))
                .singleElement()
                .satisfies(params -> assertThat(params.text("to")).contains("postgresql"));
    }

    @Test
    void a_move_that_fails_says_why() {
        JsonObject failed = NOTHING.with("state", "failed").with("failure", "Nothing was moved: the disk is full.");
        node.answer("store.move", params -> NOTHING.with("move", failed));

        Run run = Run.of(node, "store", "move", "postgresql");

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("Nothing was moved: the disk is full.");
    }

    @Test
    void global_options_stand_before_or_after_the_verb() {
        node.answer("node.list", params -> List.of(NOTHING.with("node", "n1")));

        Run before = Run.of(node, "--json", "--network", "home", "node", "list");
        Run after = Run.of(node, "node", "list", "--network", "home", "--json");
        Run between = Run.of(node, "node", "--network=home", "--json", "list");

        assertThat(before).isEqualTo(after).isEqualTo(between);
        assertThat(before.out()).isEqualTo("{\"node\":\"n1\"}\n");
        assertThat(node.calls("node.list"))
                .hasSize(3)
                .allSatisfy(params -> assertThat(params.text("network")).contains("home"));
    }

    @Test
    void an_invitation_passes_on_everything_that_was_said() {
        node.answer(
                "network.invite", params -> NOTHING.with("ticket", "pipes1abc").with("uses", 3));

        Run run = Run.of(node, "network", "invite", "--role", "reader", "--expires", "2h", "--uses", "3");

        assertThat(run.out()).isEqualTo("pipes1abc\n");
        assertThat(node.calls("network.invite").get(0).fields())
                .isEqualTo(Map.of("role", "reader", "expiresMillis", 7_200_000, "uses", 3));
    }

    @ParameterizedTest
    @CsvSource({
        "--expires 59s, --expires is from 1m to 365d.",
        "--expires 366d, --expires is from 1m to 365d.",
        "--uses 0, --uses is from 1 to 10000.",
        "--uses 10001, --uses is from 1 to 10000."
    })
    void an_invitation_beyond_the_limits_is_refused_in_the_words_of_its_options(String options, String sentence) {
        Run run = Run.of(node, ("network invite " + options).split(" "));

        assertThat(run).isEqualTo(new Run(2, "", "pipes: " + sentence + "\n"));
        assertThat(node.calls("network.invite")).isEmpty();
    }

    @Test
    void a_ticket_can_come_from_standard_input() {
        node.answer("network.join", params -> NETWORK);
        node.answer("network.members", params -> List.of());

        assertThat(Run.withInput(node, "pipes1abc\n", "network", "join", "-").code())
                .isZero();
        assertThat(node.calls("network.join").get(0).text("ticket")).contains("pipes1abc");
    }

    @Test
    void who_joins_where_somebody_has_the_same_name_is_told_so() {
        JsonObject self = NOTHING.with("name", "laptop").with("self", true);
        node.answer("network.join", params -> NETWORK);
        node.answer(
                "network.members", params -> List.of(self, self.with("self", false), NOTHING.with("name", "other")));

        Run run = Run.of(node, "network", "join", "pipes1abc");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("'laptop'", "use its id");
        assertThat(Run.of(node, "network", "join", "pipes1abc", "--json").err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"network join", "network join -"})
    void a_ticket_that_was_left_out_is_asked_for_where_somebody_types(String line) {
        node.answer("identity.show", params -> NOTHING);
        node.answer("network.join", params -> NETWORK);
        node.answer("network.members", params -> List.of());

        Run run = Run.typed(node, "pipes1abc\n", line.split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.err()).startsWith("Ticket: ");
        assertThat(node.calls("network.join").get(0).text("ticket")).contains("pipes1abc");
    }

    @Test
    void nobody_is_asked_for_a_ticket_before_the_identity_is_clear() {
        node.refuse("identity.show", "ambiguous", "There are several: a, b. Say which identity you mean.", false);

        Run run = Run.typed(node, "pipes1abc\n", "network", "join");

        assertThat(run)
                .isEqualTo(new Run(
                        1, "", "pipes: There are several: a, b. Say which identity you mean. Add --as NAME.\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "network create home, network.create, identity, Add --as NAME.",
        "identity show, identity.show, identity, you mean.",
        "node list, node.list, network, Add --network NAME."
    })
    void what_has_to_be_chosen_is_told_with_the_option_that_chooses(
            String line, String method, String noun, String end) {
        node.refuse(method, "ambiguous", "There are several: a, b. Say which " + noun + " you mean.", false);

        assertThat(Run.of(node, line.split(" ")).err().strip()).endsWith(end);
    }

    @Test
    void a_ticket_that_was_left_out_is_read_silently_where_nobody_types() {
        node.answer("network.join", params -> NETWORK);
        node.answer("network.members", params -> List.of());

        Run run = Run.withInput(node, "pipes1abc\nmore\n", "network", "join");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(node.calls("network.join").get(0).text("ticket")).contains("pipes1abc");
    }

    @Test
    void joining_without_any_ticket_is_a_usage_error() {
        Run run = Run.withInput(node, "", "network", "join");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("A ticket is needed");
        assertThat(node.calls("network.join")).isEmpty();
    }

    @Test
    void an_invitation_says_how_to_join_without_the_ticket_in_the_arguments() {
        node.answer("network.invite", params -> NETWORK.with("ticket", "pipes1abc"));

        assertThat(Run.typed(node, "", "network", "invite").err())
                .contains("'pipes network join', which asks for it, or 'pipes network join TICKET'");
    }

    @ParameterizedTest
    @CsvSource({
        "not_found, 1",
        "ambiguous, 1",
        "internal, 1",
        "invented_by_a_newer_node, 1",
        "invalid_argument, 2",
        "not_running, 3",
        "refused, 4",
        "ticket_invalid, 4",
        "ticket_expired, 4",
        "ticket_spent, 4",
        "revoked, 4",
        "unauthenticated, 4",
        "unreachable, 5",
        "timed_out, 5"
    })
    void what_the_node_refuses_decides_the_exit_code(String code, int exit) {
        node.refuse("network.join", code, "A sentence.", true);

        Run people = Run.of(node, "network", "join", "pipes1abc");
        Run programs = Run.of(node, "network", "join", "pipes1abc", "--json");

        assertThat(people).isEqualTo(new Run(exit, "", "pipes: A sentence.\n"));
        assertThat(programs)
                .isEqualTo(new Run(
                        exit,
                        "",
                        "{\"error\":{\"code\":\"" + code + "\",\"message\":\"A sentence.\",\"retry\":true}}\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "netork list",
        "network",
        "network frobnicate",
        "send",
        "network invite --uses many",
        "receive --timeout 5x",
        "network list --colour"
    })
    void nonsense_is_a_usage_error_in_both_forms(String line) {
        Run people = Run.of(node, line.split(" "));
        Run programs = Run.of(node, ("--json " + line).split(" "));

        assertThat(people.code()).isEqualTo(2);
        assertThat(people.out()).isEmpty();
        assertThat(people.err()).startsWith("pipes: ").contains("--help");
        assertThat(programs.code()).isEqualTo(2);
        assertThat(programs.out()).isEmpty();
        assertThat(programs.err()).startsWith("{\"error\":{\"code\":\"usage\",").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send laptop two words | 'words' is one word too many: put the text in quotes.",
                "pipeline publish chat two words | 'words' is one word too many: put the text in quotes.",
                "send laptop -minus | There is no option '-minus' here. If it is the text, write -- before it.",
                "network invite --uses many | Invalid value for option '--uses': 'many' is not a whole number.",
                "receive --count many | Invalid value for option '--count': 'many' is not a whole number.",
                "status extra | 'pipes status' takes no more words, but 'extra' follows.",
                "network frobnicate | There is no command or option 'frobnicate' here"
            })
    void nonsense_is_told_with_how_it_is_written(String line, String sentence) {
        Run run = Run.of(node, line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("pipes: " + sentence);
    }

    @ParameterizedTest
    @CsvSource({"help", "help network", "help network invite", "--json help send"})
    void help_is_also_a_word(String line) {
        Run run = Run.of(node, line.split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--version", "-V", "--home /nowhere --version"})
    void the_version_is_also_an_option(String line) {
        assertThat(Run.of(node, line.split(" ")))
                .isEqualTo(Run.of(node, "version"))
                .satisfies(run -> assertThat(run.code()).isZero());
    }

    @Test
    void every_command_explains_itself() {
        for (String noun : List.of("start", "network", "send", "receive", "pipeline", "demo", "token", "doctor")) {
            assertThat(Run.of(node, noun, "--help").code()).as(noun).isZero();
        }
    }

    @Test
    void a_home_without_a_node_is_told_with_the_way_out(@TempDir Path home) {
        var out = new java.io.ByteArrayOutputStream();
        var err = new java.io.ByteArrayOutputStream();
        var output = new io.pipes.cli.output.Output(
                new java.io.PrintStream(out, true),
                new java.io.PrintStream(err, true),
                io.pipes.cli.output.Terminal.none());

        int code = new Program(output, java.io.InputStream.nullInputStream()).run("status", "--home", home.toString());

        assertThat(code).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("pipes: No node runs in " + home + ". Start it with 'pipes start --home " + home + "'.\n");
    }

    @Test
    void a_hint_names_the_home_and_quotes_its_blanks(@TempDir Path folder) {
        node.answer("identity.create", params -> NOTHING.with("identity", "svf64tq2rs"));
        String home = folder.resolve("my $home").toString();

        Run run = Run.typed(node, "", "identity", "create", "laptop", "--home", home);

        assertThat(run.err()).contains("Next: 'pipes network create NAME --home \"" + home.replace("$", "\\$") + "\"'");
    }

    @Test
    void a_command_that_the_node_advises_gets_the_home_too(@TempDir Path home) {
        node.refuse("node.list", "not_found", "None yet. Make one with 'pipes network create NAME'.", false);
        node.refuse("network.join", "ticket_invalid", "Copy what 'pipes network invite' printed.", false);

        assertThat(Run.of(node, "node", "list", "--home", home.toString()).err())
                .isEqualTo(
                        "pipes: None yet. Make one with 'pipes network create NAME --home " + Home.at(home) + "'.\n");
        assertThat(Run.of(node, "network", "join", "x", "--home", home.toString())
                        .err())
                .isEqualTo("pipes: Copy what 'pipes network invite' printed.\n");
    }

    @Test
    void hints_name_the_program_as_it_was_called() {
        node.answer("pipeline.list", params -> List.of());
        System.setProperty("pipes.program", "./pipes");
        try {
            assertThat(Run.of(node, "pipeline", "list").out()).contains("'./pipes pipeline create NAME'");
            assertThat(Run.of(node, "pipeline").err()).contains("'./pipes pipeline --help'");
        } finally {
            System.clearProperty("pipes.program");
        }
    }
}
