// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Restore;
import io.pipes.api.store.RestoreReport;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.local.LocalNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A home as a file: what it holds is there again on another machine, as another node in the place of the old one. */
@Tag("simulation")
class BackupsTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    /** Of a text, so that a backup comes in several pieces. */
    private static final int LENGTH = 40_000;

    private static final Secret PASSPHRASE = Secret.copyOf("correct horse".getBytes());

    @Test
    @SimulatedNodes(count = 3)
    void a_home_backed_up_while_it_writes_is_a_new_node_elsewhere_with_its_histories_and_its_role(
            SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode old = pipes.node(0);
        List<String> before = write(pipes, notes, "before", old, pipes.node(1));
        List<String> meanwhile = new ArrayList<>();
        List<Bytes> file = new ArrayList<>();
        Backup backup = old.running().kernel().backup(PASSPHRASE, old.host().disk());
        for (Optional<Bytes> next = pipes.done(backup.next()); next.isPresent(); next = pipes.done(backup.next())) {
            file.add(next.get());
            String text = "meanwhile " + file.size() + " ".repeat(LENGTH);
            pipes.done(notes.write(old, text));
            meanwhile.add(text);
        }
        assertThat(file).hasSizeGreaterThan(2);
        List<String> after = write(pipes, notes, "since the backup", old, pipes.node(1));
        pipes.pass(SOON);
        old.crash();
        SimulatedNode restored = pipes.add();

        assertThat(restore(pipes, restored, file).nodes()).isEqualTo(1);
        pipes.cut(restored);
        begin(pipes, restored);

        assertThat(restored.id()).isNotEqualTo(old.id());
        assertThat(restored.network().role()).isEqualTo(Role.OWNER);
        assertThat(awaitNotes(pipes, notes, restored)).as("without anybody").containsAll(before);
        pipes.heal();
        List<String> again = write(pipes, notes, "as another node", restored);
        for (SimulatedNode node : List.of(pipes.node(1), pipes.node(2), restored)) {
            assertThat(pipes.eventually(() -> notes.read(node).containsAll(again), SOON))
                    .isTrue();
            assertThat(notes.read(node))
                    .as("what others had heard is lost nowhere")
                    .containsAll(before)
                    .containsAll(meanwhile)
                    .containsAll(after)
                    .doesNotHaveDuplicates();
            assertThat(node.network().nodes()).noneMatch(info -> info.node().equals(old.id()));
        }
        assertThat(pipes.node(1).network().nodes())
                .anyMatch(info -> info.node().equals(restored.id()) && info.role() == Role.OWNER);
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_node_that_still_lives_is_told_and_what_it_wrote_since_the_backup_counts(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode old = pipes.node(2);
        List<String> before = write(pipes, notes, "before", old);
        List<Bytes> file = backUp(pipes, old);
        List<String> since = write(pipes, notes, "since the backup", old);
        pipes.pass(SOON);
        SimulatedNode restored = pipes.add();
        restore(pipes, restored, file);

        begin(pipes, restored);
        pipes.pass(SOON);

        assertThat(old.network().state()).isEqualTo(NetworkState.REVOKED);
        assertThat(old.network().replacedBy()).contains(restored.id());
        assertThat(restored.network().role()).isEqualTo(Role.WRITER);
        List<String> again = write(pipes, notes, "as another node", restored);
        for (SimulatedNode node : List.of(pipes.node(0), pipes.node(1), restored)) {
            assertThat(pipes.eventually(() -> notes.read(node).containsAll(again), SOON))
                    .isTrue();
            assertThat(notes.read(node)).containsAll(before).containsAll(since).doesNotHaveDuplicates();
        }
    }

    @Test
    @SimulatedNodes(count = 3)
    void what_the_old_node_wrote_stays_where_the_pipeline_is_opened_to_fewer(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode old = pipes.node(2);
        List<String> before = write(pipes, notes, "before", old);
        List<Bytes> file = backUp(pipes, old);
        pipes.pass(SOON);
        old.crash();
        SimulatedNode restored = pipes.add();
        restore(pipes, restored, file);
        begin(pipes, restored);
        pipes.pass(SOON);

        pipes.done(notes.change(pipes.node(0), PipelineChange.NOTHING.publishedFrom(Role.ADMIN)));
        pipes.pass(SOON);
        SimulatedNode newcomer = pipes.add();
        pipes.join(newcomer);
        pipes.pass(SOON);

        for (SimulatedNode node : List.of(pipes.node(0), pipes.node(1), restored, newcomer)) {
            assertThat(awaitNotes(pipes, notes, node)).as("of %s", node).containsAll(before);
        }
    }

    @Test
    @SimulatedNodes(count = 2)
    void of_two_that_are_restored_from_one_backup_one_is_a_member_and_the_other_is_told(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode old = pipes.node(1);
        List<String> before = write(pipes, notes, "before", old);
        List<Bytes> file = backUp(pipes, old);
        pipes.pass(SOON);
        old.crash();
        SimulatedNode one = pipes.add();
        SimulatedNode other = pipes.add();
        restore(pipes, one, file);
        restore(pipes, other, file);

        begin(pipes, one);
        begin(pipes, other);
        pipes.pass(SOON);

        boolean first = one.network().state() != NetworkState.REVOKED;
        SimulatedNode member = first ? one : other;
        SimulatedNode told = first ? other : one;
        assertThat(member.network().state()).isEqualTo(NetworkState.CONNECTED);
        assertThat(told.network().state()).isEqualTo(NetworkState.REVOKED);
        assertThat(told.network().replacedBy()).contains(member.id());
        assertThat(pipes.node(0).network().nodes())
                .singleElement()
                .matches(info -> info.node().equals(member.id()));
        assertThat(awaitNotes(pipes, notes, member)).containsAll(before);
    }

    @Test
    @SimulatedNodes(count = 2)
    void what_is_changed_cut_off_of_another_passphrase_or_interrupted_leaves_nothing(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        write(pipes, notes, "before", pipes.node(0));
        Bytes whole = joined(backUp(pipes, pipes.node(0)));
        SimulatedNode restored = pipes.add();
        restored.start();

        assertRefused(pipes, restored, changed(whole, whole.size() / 2), PASSPHRASE, "no backup");
        assertRefused(pipes, restored, changed(whole, 3), PASSPHRASE, "no backup");
        assertRefused(pipes, restored, whole.slice(0, whole.size() - 1), PASSPHRASE, "cut off");
        assertRefused(pipes, restored, joined(List.of(whole, Bytes.utf8("more"))), PASSPHRASE, "behind the end");
        try (Secret wrong = Secret.copyOf("wrong".getBytes())) {
            assertRefused(pipes, restored, whole, wrong, "passphrase");
        }
        Restore interrupted =
                restored.running().kernel().restore(PASSPHRASE, restored.host().disk());
        pipes.done(interrupted.take(whole.slice(0, whole.size() - 1)));
        restored.kill();
        restored.restart();
        pipes.pass(SOON);
        assertThat(restored.running().kernel().list()).isEmpty();
        assertThat(restored.running().identities().list()).isEmpty();

        assertThat(take(pipes, restored, whole, PASSPHRASE).nodes()).isEqualTo(1);
        assertRefused(pipes, pipes.node(1), whole, PASSPHRASE, "has identities or nodes");
        begin(pipes, restored);
        assertThat(restored.running().kernel().list()).hasSize(1);
    }

    @Test
    @SimulatedNodes(count = 2)
    void long_contents_come_along_and_letters_to_the_new_node_are_no_repetitions(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode sender = pipes.node(0);
        SimulatedNode old = pipes.node(1);
        pipes.done(notes.publish(old, LargeMessagesTest.source(new byte[(1 << 20) + 70_000])));
        old.kill();
        sender.send(old, "the first letter");
        pipes.pass(SOON);
        old.restart();
        assertThat(pipes.eventually(() -> old.heardDirectly().contains("the first letter"), SOON))
                .isTrue();
        assertThat(pipes.eventually(() -> notes.find(old).isPresent(), SOON)).isTrue();
        List<Bytes> file = backUp(pipes, old);
        old.crash();
        SimulatedNode restored = pipes.add();

        assertThat(restore(pipes, restored, file).blobs()).isEqualTo(1);
        assertThat(restored.blobs().whole()).isEqualTo(1);

        begin(pipes, restored);
        pipes.pass(SOON);
        restored.kill();
        sender.send(restored, "a letter to another node");
        pipes.pass(SOON);
        restored.restart();
        assertThat(pipes.eventually(() -> restored.heardDirectly().contains("a letter to another node"), SOON))
                .isTrue();
        assertThat(restored.heardDirectly()).doesNotContain("the first letter");
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_was_removed_before_or_after_the_backup_does_not_come_back_by_it(SimulatedPipes pipes) {
        SimulatedNode owner = pipes.node(0);
        SimulatedNode old = pipes.node(2);
        List<Bytes> before = backUp(pipes, old);
        pipes.done(owner.network().revoke(old.id()));
        pipes.pass(SOON);
        List<Bytes> after = backUp(pipes, old);
        old.crash();
        SimulatedNode one = pipes.add();
        SimulatedNode other = pipes.add();

        assertThat(restore(pipes, one, before).nodes()).isEqualTo(1);
        RestoreReport report = restore(pipes, other, after);
        assertThat(report.nodes()).isZero();
        assertThat(report.refused()).isEqualTo(1);

        begin(pipes, one);
        pipes.pass(SOON);
        assertThat(one.network().state()).as("nobody speaks with it").isEqualTo(NetworkState.ALONE);
        assertThat(owner.network().nodes())
                .singleElement()
                .matches(info -> info.node().equals(pipes.node(1).id()));
        other.kill();
        other.restart();
        pipes.pass(SOON);
        assertThat(other.running().kernel().list()).isEmpty();
        assertThat(other.running().identities().list()).hasSize(1);
    }

    /** The process ends between the first and the last of the keys without which nothing of it exists. */
    @Test
    @SimulatedNodes(count = 2)
    void what_was_restored_in_part_is_undone_at_the_next_start_and_can_be_restored_again(SimulatedPipes pipes)
            throws KeystoreException {
        List<Bytes> file = backUp(pipes, pipes.node(1));
        SimulatedNode restored = pipes.add();
        restore(pipes, restored, file);
        Keystore keystore = keystore(pipes, restored);
        assertThat(keystore.names()).doesNotContain("restoring");
        try (Secret mark = Secret.copyOf(String.join("\n", restored(keystore)).getBytes(US_ASCII))) {
            keystore.write("restoring", mark);
        }

        restored.kill();
        restored.restart();
        pipes.pass(SOON);

        assertThat(restored.running().kernel().list()).isEmpty();
        assertThat(restored.running().kernel().problems()).anyMatch(problem -> problem.contains("restore"));
        assertThat(keystore(pipes, restored).names()).isEmpty();
        assertThat(take(pipes, restored, joined(file), PASSPHRASE).nodes()).isEqualTo(1);
        begin(pipes, restored);
        assertThat(restored.network().role()).isEqualTo(Role.WRITER);
    }

    private static List<String> restored(Keystore keystore) throws KeystoreException {
        return keystore.names().stream()
                .map(name -> name.startsWith("node.") ? name.split("[.]")[1] : name)
                .distinct()
                .toList();
    }

    private static Keystore keystore(SimulatedPipes pipes, SimulatedNode node) throws KeystoreException {
        return pipes.suite(node.name())
                .keystore(node.host().disk(), null, false, node.host().randomness());
    }

    private static List<String> write(SimulatedPipes pipes, Notes notes, String what, SimulatedNode... writers) {
        List<String> written = new ArrayList<>();
        for (SimulatedNode writer : writers) {
            for (int i = 0; i < 5; i++) {
                String text = what + " " + i + " by " + writer + " ".repeat(LENGTH);
                pipes.done(notes.write(writer, text));
                written.add(text);
            }
        }
        return written;
    }

    private static List<Bytes> backUp(SimulatedPipes pipes, SimulatedNode node) {
        List<Bytes> file = new ArrayList<>();
        Backup backup = node.running().kernel().backup(PASSPHRASE, node.host().disk());
        for (Optional<Bytes> next = pipes.done(backup.next()); next.isPresent(); next = pipes.done(backup.next())) {
            file.add(next.get());
        }
        return file;
    }

    private static RestoreReport restore(SimulatedPipes pipes, SimulatedNode onto, List<Bytes> file) {
        onto.start();
        return take(pipes, onto, joined(file), PASSPHRASE);
    }

    private static RestoreReport take(SimulatedPipes pipes, SimulatedNode onto, Bytes file, Secret passphrase) {
        Restore restore =
                onto.running().kernel().restore(passphrase, onto.host().disk());
        int step = 10_007;
        for (int at = 0; at < file.size(); at += step) {
            pipes.done(restore.take(file.slice(at, Math.min(at + step, file.size()))));
        }
        return pipes.done(restore.finish());
    }

    /** What was restored is there at the next start. */
    private static void begin(SimulatedPipes pipes, SimulatedNode restored) {
        restored.kill();
        restored.restart();
        assertThat(pipes.eventually(() -> !restored.running().kernel().list().isEmpty(), SOON))
                .isTrue();
        LocalNetwork network = restored.running().kernel().list().get(0);
        restored.joined(network.node());
    }

    private static List<String> awaitNotes(SimulatedPipes pipes, Notes notes, SimulatedNode node) {
        assertThat(pipes.eventually(() -> notes.find(node).isPresent(), SOON)).isTrue();
        return notes.read(node);
    }

    private static void assertRefused(
            SimulatedPipes pipes, SimulatedNode onto, Bytes file, Secret passphrase, String why) {
        int nodes = onto.running().kernel().list().size();
        assertThatThrownBy(() -> take(pipes, onto, file, passphrase))
                .hasCauseInstanceOf(PipesException.class)
                .hasMessageContaining(why);
        assertThat(onto.running().kernel().list()).hasSize(nodes);
    }

    private static Bytes changed(Bytes file, int at) {
        byte[] bytes = file.toArray();
        bytes[at] ^= 1;
        return Bytes.wrap(bytes);
    }

    private static Bytes joined(List<Bytes> parts) {
        byte[] all = new byte[parts.stream().mapToInt(Bytes::size).sum()];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(all, at);
            at += part.size();
        }
        return Bytes.wrap(all);
    }
}
