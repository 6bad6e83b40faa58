// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.PipelineId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.pipeline.PipelineExtension;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Settings;
import io.pipes.testkit.crypto.KeyOracle;
import io.pipes.testkit.scale.Scale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may read what of a history: by its policy, after a removal, and from the files of a node, which is a whole one. */
@Timeout(240)
class KeptSecretsTest {
    private static final String NETWORK = "home";
    /** Whether there is time for more than a window to pass. */
    private static final boolean WINDOW = Scale.nightly();
    /** Twelve characters that are in nothing but these messages. */
    private static final String MARK = "qx7-vanilla-";

    private static final int KEY_BYTES = 32;

    @Test
    void a_newcomer_reads_what_the_policy_allows_and_who_was_removed_nothing_new() throws Exception {
        try (RunningNode anna = RunningNode.start("secrets-anna", Java.current());
                RunningNode bert = RunningNode.plain("secrets-bert")) {
            anna.found(NETWORK, anna.newIdentity("anna"));
            String ticket = anna.ticket(NETWORK);
            bert.join(ticket, bert.newIdentity("bert"));
            String bertNode = bert.network(NETWORK).orElseThrow().get("node").asText();
            for (String policy : List.of("full", "from-join", "1m")) {
                anna.call("pipeline.create", "name", policy, "kind", "persistent", "history", policy);
            }
            Instant begin = Instant.now();
            write(anna, "early");
            for (String policy : List.of("full", "from-join", "1m")) {
                bert.await(
                        "bert has what is in " + policy,
                        () -> read(bert, policy).size() == 1);
            }
            assertThat(read(bert, "from-join")).containsExactly(MARK + "early");

            // A whole window takes its minute; the simulator has it in every run.
            for (int seconds : WINDOW ? List.of(30, 63) : List.<Integer>of()) {
                anna.await(
                        "more than the window has passed",
                        () -> begin.plusSeconds(seconds).isBefore(Instant.now()));
            }
            write(anna, "fresh");
            try (RunningNode dora = RunningNode.plain("secrets-dora")) {
                dora.join(anna.ticket(NETWORK), dora.newIdentity("dora"));
                anna.await("dora is let in", () -> {
                    write(anna, "then");
                    return read(dora, "full").contains(MARK + "then")
                            && read(dora, "1m").contains(MARK + "then");
                });
                dora.await("it has everything", () -> read(dora, "full").equals(read(anna, "full")));
                assertThat(read(dora, "full")).startsWith(MARK + "early", MARK + "fresh", MARK + "then");
                assertThat(read(dora, "from-join"))
                        .doesNotContain(MARK + "early", MARK + "fresh")
                        .contains(MARK + "then");
                assertThat(read(dora, "1m")).contains(MARK + "fresh", MARK + "then");
                assertThat(read(dora, "1m").contains(MARK + "early")).isEqualTo(!WINDOW);

                bert.await("bert reads on", () -> read(bert, "full").contains(MARK + "then"));
                anna.call("network.revoke", "network", NETWORK, "node", bertNode);
                write(anna, "secret");
                dora.await("the members have it", () -> read(dora, "full").contains(MARK + "secret"));
                assertThat(read(bert, "full")).doesNotContain(MARK + "secret");
            }
            Set<Bytes> epochs = epochSecrets(anna);
            bert.process().kill();
            try (RunningNode copy = RunningNode.start(copyOf(bert, "secrets-copy"))) {
                copy.await("it is there", () -> copy.network(NETWORK).isPresent());
                assertThat(read(copy, "full")).doesNotContain(MARK + "secret");
            }
            anna.process().kill();
            finds_nothing_in_the_files_but_what_the_owner_needs(anna, ticket);
            finds_no_key_in_the_files(anna, epochs);
        }
    }

    private static void finds_nothing_in_the_files_but_what_the_owner_needs(RunningNode node, String ticket)
            throws Exception {
        HomeSearch search = new HomeSearch(node.process().home());
        assertThat(search.find(MARK)).as("what was published").isEmpty();
        assertThat(search.find(ticket)).as("a ticket").isEmpty();
        assertThat(search.find(RunningNode.token(node.process())))
                .as("the same search finds what may be there")
                .containsExactly("api-token");
        Path unlock = node.process().home().resolve("keys/unlock");
        assertThat(search.find(Files.readAllBytes(unlock))).containsExactly("keys/unlock");
    }

    /** The keys that the owner's own key file unlocks, and the secrets of the pipelines. */
    private static void finds_no_key_in_the_files(RunningNode node, Set<Bytes> epochs) throws Exception {
        HomeSearch search = new HomeSearch(node.process().home());
        Keystore keys = new Pipes1Suite()
                .keystore(new FileDisk(node.process().home().resolve("keys")), null, false, new SecureRandomness());
        assertThat(keys.names())
                .as("what kinds of keys are looked for")
                .anyMatch(name -> name.startsWith("identity."))
                .anyMatch(name -> name.endsWith(".signing"))
                .anyMatch(name -> name.endsWith(".link"))
                .anyMatch(name -> name.endsWith(".box"))
                .anyMatch(name -> name.endsWith(".join"))
                .anyMatch(name -> name.endsWith(".store"));
        for (String name : keys.names()) {
            for (Bytes key : keysIn(Bytes.wrap(keys.read(name).orElseThrow().bytes()))) {
                assertThat(search.find(key.toArray())).as(name).isEmpty();
            }
        }
        for (Bytes epoch : epochs) {
            assertThat(search.find(epoch.toArray()))
                    .as("the secret of an epoch")
                    .isEmpty();
        }
    }

    /** A secret may be several keys one behind the other. */
    private static List<Bytes> keysIn(Bytes secret) {
        List<Bytes> keys = new ArrayList<>();
        for (int from = 0; from < secret.size(); from += KEY_BYTES) {
            keys.add(secret.slice(from, Math.min(secret.size(), from + KEY_BYTES)));
        }
        return keys;
    }

    /** The secrets in which a node would publish now, as one knows them who joins and looks over its own shoulder. */
    private static Set<Bytes> epochSecrets(RunningNode node) throws Exception {
        KeyOracle oracle = new KeyOracle(new Pipes1Suite());
        try (LocalEngine guest = new LocalEngine(
                oracle.watch("guest"),
                Settings.Peering.MANUAL,
                List.of(new PipelineExtension("guest", HeldRules.DEFAULT)))) {
            guest.join("guest", node.ticket(NETWORK));
            Bytes network = NetworkId.parse(
                            node.network(NETWORK).orElseThrow().get("network").asText())
                    .bytes();
            Map<String, Bytes> secrets = new TreeMap<>();
            node.await("the guest was given the key of each pipeline", () -> {
                for (JsonNode pipeline : node.call("pipeline.list")) {
                    for (Bytes held : oracle.held("guest")) {
                        keysIn(held).stream()
                                .filter(secret -> epochOf(network, pipeline, secret)
                                        .equals(pipeline.get("epoch").asText()))
                                .forEach(secret ->
                                        secrets.put(pipeline.get("name").asText(), secret));
                    }
                }
                return secrets.size() == 3;
            });
            return Set.copyOf(secrets.values());
        }
    }

    /** Which epoch of a pipeline this is the secret of, by its commitment; as the API names it. */
    private static String epochOf(Bytes network, JsonNode pipeline, Bytes secret) {
        Pipes1Suite suite = new Pipes1Suite();
        Bytes id = PipelineId.parse(pipeline.get("pipeline").asText()).bytes();
        Bytes commitment = suite.mac(Secret.copyOf(secret.toArray()), Label.EPOCH_COMMIT.bytes(), network, id);
        return EpochId.of(suite.hash(Label.EPOCH.bytes(), network, id, commitment))
                .toString();
    }

    private static NodeProcess copyOf(RunningNode node, String name) throws Exception {
        NodeProcess copy = NodeProcess.plain(name, Java.current());
        Folders.copy(node.process().home(), copy.home());
        return copy;
    }

    private static void write(RunningNode node, String what) throws Exception {
        for (String policy : List.of("full", "from-join", "1m")) {
            node.call("pipeline.publish", "name", policy, "text", MARK + what);
        }
    }

    /** What a node can read of a pipeline now; nothing as long as it does not know it. */
    private static List<String> read(RunningNode node, String pipeline) throws Exception {
        if (node.call("pipeline.list").findValuesAsText("name").stream().noneMatch(pipeline::equals)) {
            return List.of();
        }
        Feed feed = node.api().subscribe("pipeline.history", "name", pipeline);
        node.await("the history ends", () -> !feed.besides().isEmpty());
        List<String> texts = new ArrayList<>();
        for (JsonNode message : feed.next(feed.waiting())) {
            texts.add(message.get("text").asText());
        }
        return texts;
    }
}
