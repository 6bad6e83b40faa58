// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.storage.postgresql.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * What people do whose node runs in a Karaf of their own and who want it kept in PostgreSQL: they install the feature beside it, move the
 * node, and back it up. One story in order, because each start of a Karaf takes its time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class PostgresqlInKarafTest {
    private static final String FEATURE = "pipes-storage-postgresql";
    private static final String BUNDLE = "io.pipes.storage.postgresql";
    private static final String NOTES = "notes";
    private static final String DATABASE = "pipes";
    private static final int BEFORE = 50;
    private static final int MEANWHILE = 100;
    private static final int OK = 200;

    private final List<String> texts = new ArrayList<>();
    private TestServer server;
    private StockKaraf karaf;
    private PipesProgram pipes;

    @BeforeAll
    void start() throws Exception {
        server = TestServer.make();
        server.database(DATABASE);
        karaf = StockKaraf.unpack("karaf-with-postgresql");
        Path password = secret(karaf.root().resolve("etc/database-password"), TestServer.PASSWORD);
        Files.writeString(
                karaf.root().resolve("etc/" + BUNDLE + ".cfg"),
                "port = " + server.port() + "\ndatabase = " + DATABASE + "\nuser = " + TestServer.USER
                        + "\npassword.file = " + password + "\n");
        karaf.start();
        pipes = new PipesProgram(karaf.home());
        karaf.order("repo-add " + StockKaraf.FEATURES);
        karaf.order("install pipes");
        ready();
        pipes.ask("identity", "create", "server");
        pipes.ask("network", "create", "home");
        pipes.ask("pipeline", "create", NOTES, "--kind", "persistent");
        try (ApiClient api = api()) {
            publish(api, "in derby ", BEFORE);
        }
    }

    @AfterAll
    void stop() throws Exception {
        // Neither is there on a machine without PostgreSQL.
        try {
            if (karaf != null) {
                karaf.close();
            }
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    @Test
    @Order(1)
    void the_store_is_installed_while_a_node_runs_and_nothing_is_stopped_for_it() throws Exception {
        JsonNode before = pipes.ask("store", "show");
        assertThat(strings(before.get("installed"))).containsExactly("derby");

        karaf.order("install " + FEATURE);

        assertThat(karaf.ask("stopped")).as("bundles that were stopped for it").isEmpty();
        JsonNode store = pipes.ask("store", "show");
        assertThat(strings(store.get("installed"))).containsExactly("derby", "postgresql");
        assertThat(store.get("store").asText()).isEqualTo("derby");
        assertThat(server.sql(DATABASE, "SELECT count(*) FROM pg_namespace WHERE nspname = 'pipes'"))
                .as("nobody who has not asked for it finds something in the database")
                .isZero();
        assertThat(history()).isEqualTo(texts);
    }

    @Test
    @Order(2)
    void the_node_moves_there_with_its_history_and_goes_on_writing() throws Exception {
        JsonNode move = pipes.ask("store", "move", "postgresql");

        assertThat(move.get("state").asText()).isEqualTo("done");
        back();
        assertThat(history()).isEqualTo(texts);
        long entries = entries();
        assertThat(entries).isPositive();
        try (ApiClient api = api()) {
            publish(api, "in postgresql ", BEFORE);
        }
        assertThat(entries()).isGreaterThan(entries);
        assertThat(segments()).as("what is left of the store in the home").isEmpty();
    }

    @Test
    @Order(3)
    void a_backup_made_while_it_writes_comes_back_in_the_store_of_another_home() throws Exception {
        Path work = Workspace.nodes().resolve("from-postgresql");
        Folders.delete(work);
        Files.createDirectories(work);
        String file = work.resolve("node.backup").toString();
        String passphrase = secret(work.resolve("passphrase"), "correct horse battery staple")
                .toString();
        List<String> before = List.copyOf(texts);
        try (ApiClient api = api()) {
            PipesProgram.Running backup = pipes.start(null, "backup", file, "--passphrase-file", passphrase);
            while (backup.process().isAlive() || texts.size() < before.size() + MEANWHILE) {
                publish(api, "meanwhile ", 5);
            }
            assertThat(backup.await().code()).as(backup.await().toString()).isZero();
        }
        PipesProgram restored = new PipesProgram(work.resolve("restored"));

        restored.ask("restore", file, "--passphrase-file", passphrase);

        BackupTest.start(restored);
        try {
            assertThat(restored.ask("store", "show").get("store").asText()).isEqualTo("derby");
            List<String> there = restored.history(NOTES);
            assertThat(there).hasSizeBetween(before.size(), texts.size());
            assertThat(there).isEqualTo(texts.subList(0, there.size()));
        } finally {
            restored.ask("stop");
        }
    }

    @Test
    @Order(4)
    void the_node_comes_back_from_the_database_with_karaf() throws Exception {
        karaf.startAgain();

        back();
        assertThat(pipes.ask("store", "show").get("store").asText()).isEqualTo("postgresql");
        assertThat(history()).isEqualTo(texts);
    }

    @Test
    @Order(5)
    void without_the_feature_the_node_says_what_it_needs_and_goes_on_when_it_has_it() throws Exception {
        karaf.order("uninstall " + FEATURE);

        assertThat(karaf.ask("bundles")).noneMatch(bundle -> bundle.contains(" " + BUNDLE + " "));
        assertThat(karaf.ask("stopped")).containsExactly(BUNDLE);
        JsonNode status = pipes.ask("status");
        assertThat(status.get("state").asText()).isEqualTo("setup");
        assertThat(strings(status.get("problems"))).anyMatch(problem -> problem.contains("feature:install " + FEATURE));
        karaf.await("no connection is left of a bundle that is gone", () -> connections() == 0);

        karaf.order("install " + FEATURE);

        back();
        assertThat(history()).isEqualTo(texts);
        assertThat(karaf.log()).doesNotContain("| ERROR |");
    }

    private void ready() throws Exception {
        karaf.await("the node is ready", () -> Get.status(karaf.console(), "/health") == OK);
    }

    /** Ready, with all that it had. */
    private void back() throws Exception {
        ready();
        try (ApiClient api = api()) {
            karaf.await("it has loaded its pipeline", () -> canPublish(api));
        }
    }

    private static boolean canPublish(ApiClient api) {
        try {
            return api.call("pipeline.list").findValuesAsText("epoch").stream()
                    .anyMatch(epoch -> !epoch.equals("null"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private ApiClient api() throws Exception {
        return ApiClient.connect(
                karaf.console(),
                Files.readString(karaf.home().resolve("api-token")).strip());
    }

    /** Returns when each of them is durable. */
    private void publish(ApiClient api, String what, int count) throws Exception {
        List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
        for (String text : IntStream.range(texts.size(), texts.size() + count)
                .mapToObj(i -> what + i)
                .toList()) {
            sent.add(api.callLater("pipeline.publish", "name", NOTES, "text", text));
            texts.add(text);
        }
        for (CompletableFuture<JsonNode> one : sent) {
            assertThat(one.get().get("receipt").asText()).isEqualTo("stored");
        }
    }

    private List<String> history() throws Exception {
        return pipes.history(NOTES);
    }

    private long entries() throws Exception {
        return server.sql(DATABASE, "SELECT count(*) FROM pipes.entry");
    }

    private long connections() {
        try {
            return server.sql(DATABASE, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'pipes'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> segments() throws Exception {
        try (var files = Files.walk(karaf.home().resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".segment")).toList();
        }
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(one -> strings.add(one.asText()));
        return strings;
    }

    private static Path secret(Path file, String line) throws Exception {
        Files.writeString(file, line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
