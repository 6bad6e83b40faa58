// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.node.membership.Ledger;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a node's box keys are replaced, what others know of them, and when they are gone. */
class BoxRotationTest {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final BoxTiming BOXES = new BoxTiming(LOOK, LOOK.multipliedBy(6), LOOK.multipliedBy(60));
    private static final Duration A_ROTATION = LOOK.multipliedBy(9);
    private static final Bytes CONTEXT = Bytes.utf8("here");
    private static final Bytes TEXT = Bytes.utf8("for north only");

    private final World world = new World(5);
    private final Machine north = world.machine("north");
    private final Machine south = world.machine("south");
    private final Reader reader = new Reader();
    private NodeId id;

    @BeforeEach
    void begin() {
        restart(() -> {});
        LocalNetwork home =
                world.done(north.kernel().create("home", north.identity().id()));
        world.invite(home, south);
        id = home.node();
        world.until("south knows the key", () -> !known().isEmpty());
    }

    /** Lets something happen to the keystore, ends the process at the same moment, and starts another one. */
    private void restart(Runnable happens) {
        north.boxes(BOXES);
        happens.run();
        north.kill();
        north.restart();
        if (reader.isWanted) {
            north.kernel().add(reader);
        }
        world.pass(Duration.ofSeconds(2));
    }

    private void read() {
        reader.isWanted = true;
        north.kernel().add(reader);
        world.pass(Duration.ofMillis(10));
    }

    /** To which key south would seal something for north now. */
    private Bytes known() {
        return ledgerOfSouth().member(id).map(Member::boxKey).orElse(Bytes.EMPTY);
    }

    private long announced() {
        return ledgerOfSouth().prekey(id).orElseThrow().version();
    }

    private Ledger ledgerOfSouth() {
        return ((LocalNode) south.network("home")).engine().parts().ledger();
    }

    private Bytes sealed() {
        try {
            return world.suite.box(
                    known(), Label.PREKEY_BOX, CONTEXT, TEXT, south.host().randomness());
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean opens(Bytes box) {
        try {
            return reader.node().unbox(Label.PREKEY_BOX, CONTEXT, box).equals(TEXT);
        } catch (MalformedException e) {
            return false;
        }
    }

    private List<String> entries() {
        try {
            return north.keystore().names().stream()
                    .filter(name -> name.contains(".box"))
                    .toList();
        } catch (KeystoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private String entry(String part) {
        return "node." + id.text() + part;
    }

    @Test
    void others_seal_to_a_new_key_and_what_was_sealed_to_the_one_before_opens_for_a_while() {
        read();
        Bytes first = sealed();
        world.pass(A_ROTATION);
        Bytes second = sealed();

        assertThat(announced()).isEqualTo(2);
        assertThat(opens(first)).isTrue();
        assertThat(opens(second)).isTrue();

        world.pass(BOXES.keep().plus(A_ROTATION));
        assertThat(opens(first)).isFalse();
        assertThat(entries()).doesNotContain(entry(".box")).hasSizeBetween(7, 12);
        assertThat(opens(sealed())).isTrue();

        restart(() -> {});
        assertThat(opens(first)).isFalse();
        assertThat(opens(sealed())).isTrue();
    }

    @Test
    void a_key_stays_while_a_feature_has_not_opened_what_was_made_for_it() {
        read();
        Bytes first = sealed();
        reader.opened = () -> CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        world.pass(BOXES.keep().multipliedBy(2));
        assertThat(opens(first)).isTrue();

        reader.opened = () -> CompletableFuture.completedFuture(null);
        world.pass(LOOK);
        assertThat(opens(first)).isFalse();
    }

    @Test
    void no_key_goes_while_nobody_opens_boxes() {
        world.pass(BOXES.keep().multipliedBy(2));

        assertThat(announced()).isGreaterThan(3);
        assertThat(entries()).contains(entry(".box"));
    }

    @Test
    void a_node_that_is_away_makes_no_more_than_one_key_and_loses_none() {
        read();
        world.pass(A_ROTATION);
        Bytes before = sealed();
        world.network.cut(north.host(), south.host());
        world.pass(BOXES.keep().multipliedBy(3));
        assertThat(entries()).hasSizeBetween(2, 3);

        world.network.heal(north.host(), south.host());
        world.until("it is back", () -> announced() == entries().size());
        world.pass(LOOK.multipliedBy(2));
        assertThat(opens(before)).isTrue();
        assertThat(opens(sealed())).isTrue();
    }

    @Test
    void a_clock_that_is_set_on_by_years_makes_no_key_go() {
        read();
        Bytes first = sealed();
        world.pass(A_ROTATION.multipliedBy(2));
        assertThat(announced()).isEqualTo(3);

        north.host().loop().clock().step(Duration.ofDays(3_650));
        world.pass(LOOK.multipliedBy(3));
        north.host().loop().clock().step(Duration.ofDays(-3_650));
        world.pass(LOOK.multipliedBy(3));

        assertThat(opens(first)).isTrue();
    }

    @Test
    void a_key_that_was_written_and_not_announced_is_announced_at_the_next_start() {
        read();
        world.until("a key is written", () -> entries().size() == 2);
        assertThat(announced()).isEqualTo(1);
        restart(() -> {});

        assertThat(announced()).isEqualTo(2);
        assertThat(opens(sealed())).isTrue();
    }

    @Test
    void a_keys_folder_from_before_is_made_good_by_a_newer_key() {
        read();
        world.pass(A_ROTATION);
        restart(() -> delete(".box.2"));

        assertThat(announced()).isEqualTo(3);
        assertThat(opens(sealed())).isTrue();
    }

    @Test
    void a_keys_folder_from_before_is_made_good_also_if_it_has_as_many_keys_as_a_node_makes() throws Exception {
        read();
        reader.opened = () -> CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        world.pass(A_ROTATION.multipliedBy(BoxRotation.MAX_KEYS + 2));
        assertThat(entries()).hasSize(BoxRotation.MAX_KEYS);
        assertThat(announced()).isEqualTo(BoxRotation.MAX_KEYS);
        Secret another = world.suite.newBoxKey(south.host().randomness()).secret();
        restart(() -> write(".box." + BoxRotation.MAX_KEYS, another));

        assertThat(announced()).isEqualTo(BoxRotation.MAX_KEYS + 1);
        assertThat(opens(sealed())).isTrue();
    }

    @Test
    void what_was_overwritten_before_the_power_went_counts_as_deleted() {
        read();
        world.pass(A_ROTATION);
        Bytes second = sealed();
        restart(() -> write(".box", Secret.wrap(new byte[1])));

        assertThat(opens(second)).isTrue();
        assertThat(entries()).hasSize(2);
    }

    @Test
    void wherever_it_is_killed_a_node_opens_what_is_sealed_to_the_key_that_others_know() {
        read();
        for (int i = 0; i < 24; i++) {
            world.pass(LOOK.minusSeconds(2).plusMillis(160 + i));
            Bytes box = sealed();
            restart(() -> {});
            assertThat(opens(box)).as("after %d kills", i).isTrue();
            assertThat(opens(sealed())).isTrue();
        }
        assertThat(announced()).isGreaterThan(1);
    }

    @Test
    void applications_hear_nothing_of_a_new_key() {
        List<String> told = new ArrayList<>();
        south.network("home").listen(event -> told.add(event.kind()));
        world.pass(A_ROTATION);

        assertThat(announced()).isEqualTo(2);
        assertThat(told).isEmpty();
    }

    private void write(String part, Secret secret) {
        try {
            north.keystore().write(entry(part), secret);
        } catch (KeystoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delete(String part) {
        try {
            north.keystore().delete(entry(part));
        } catch (KeystoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A feature that boxes are made for. */
    private static final class Reader implements NodeExtension {
        private boolean isWanted;
        private @Nullable NodeContext node;
        private Supplier<CompletionStage<Void>> opened = () -> CompletableFuture.completedFuture(null);

        private NodeContext node() {
            if (node == null) {
                throw new IllegalStateException("not attached");
            }
            return node;
        }

        @Override
        public String name() {
            return "reader";
        }

        @Override
        public CompletionStage<Attachment> attach(NodeContext attached) {
            node = attached;
            attached.beforeBoxKeysGo(() -> opened.get());
            return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
        }
    }
}
