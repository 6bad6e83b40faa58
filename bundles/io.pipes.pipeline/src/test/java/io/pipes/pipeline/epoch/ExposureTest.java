// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing is published under an epoch whose secret somebody may have from a box of another one. */
class ExposureTest {
    private final SpokenEpochs log = new SpokenEpochs();
    private final NodeId anna = log.member("anna");
    private final NodeId hostile = log.member("hostile");
    private final NodeId stranger = SpokenEpochs.stranger("stranger");
    private final SpokenEpochs.Made other = log.epoch();
    private final SpokenEpochs.Made epoch = log.epoch();
    private final List<Membership.Statement> said = new ArrayList<>();
    private final List<Membership.Statement> voided = new ArrayList<>();

    private void isMinted(SpokenEpochs.Made one) {
        said.add(log.said(anna, one, Set.of(LoneNode.SELF)));
    }

    private void isGranted(SpokenEpochs.Made one, NodeId newcomer) {
        said.add(log.said(hostile, one, Set.of(newcomer)));
    }

    private void isUsable(SpokenEpochs.Made one) {
        assertThat(log.usable(log.read(said, voided))).contains(one.id());
    }

    private void nothingIsUsable() {
        assertThat(log.usable(log.read(said, voided))).isEmpty();
    }

    @Test
    void who_was_let_in_by_what_became_void_may_have_what_was_minted_at_the_same_time() {
        log.withoutKnowing(() -> isMinted(epoch), () -> isGranted(other, stranger));
        nothingIsUsable();

        SpokenEpochs.Made fresh = log.epoch();
        isMinted(fresh);
        isUsable(fresh);
    }

    @Test
    void who_was_let_in_and_out_before_an_epoch_was_made_is_out() {
        isGranted(other, stranger);
        isMinted(epoch);

        isUsable(epoch);
    }

    @Test
    void who_had_lost_the_right_once_may_have_had_it_again_while_it_is_a_member() {
        NodeId demoted = log.member("demoted");
        log.loses(demoted, Role.RELAY);
        log.withoutKnowing(() -> isMinted(epoch), () -> isGranted(other, demoted));

        nothingIsUsable();
        log.removed(demoted);
        nothingIsUsable();
    }

    @Test
    void who_was_known_to_be_removed_is_out_whatever_is_boxed_to_it_at_the_same_time() {
        log.withoutKnowing(
                () -> {
                    log.removed(hostile);
                    isMinted(epoch);
                },
                () -> isGranted(other, hostile));

        isUsable(epoch);
    }

    @Test
    void who_was_let_in_by_what_is_void_and_then_removed_is_out_of_no_epoch_from_before() {
        NodeId newcomer = log.member("newcomer");
        isMinted(epoch);
        voided.add(log.said(hostile, epoch, Set.of(newcomer)));
        isUsable(epoch);

        log.removed(newcomer);
        nothingIsUsable();
    }

    @Test
    void what_removed_members_say_for_ever_of_those_who_never_read_ends_no_epoch() {
        log.removed(hostile);
        isMinted(epoch);
        voided.add(log.said(hostile, epoch, Set.of(stranger, hostile)));
        voided.add(log.pretended(hostile, other, Set.of(stranger)));

        isUsable(epoch);
    }

    @Test
    void epochs_that_are_made_up_cost_a_look_each() {
        int madeUp = 500;
        for (int i = 0; i < madeUp; i++) {
            said.add(log.pretended(hostile, log.epoch(), Set.of()));
        }
        isGranted(log.epoch(), anna);
        log.removed(anna);
        EpochBook book = log.read(said, List.of());

        assertThat(book.isLeftOut(log.pipeline())).isFalse();
        assertThat(log.node.looks).as("64 of them against all").isBetween(madeUp, 70 * madeUp);

        int before = log.node.looks;
        book.take(log.pretended(hostile, log.epoch(), Set.of()));
        assertThat(book.isLeftOut(log.pipeline())).isFalse();
        assertThat(log.node.looks - before).as("one more").isLessThan(2 * madeUp);
    }
}
