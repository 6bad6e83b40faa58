// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** By what an epoch began, in whatever order a node hears of it: nobody makes an epoch better by speaking of it. */
class OriginsTest {
    private final SpokenEpochs log = new SpokenEpochs();
    private final NodeId anna = log.member("anna");
    private final NodeId hostile = log.member("hostile");
    private final NodeId newcomer = log.member("newcomer");
    private final SpokenEpochs.Made epoch = log.epoch();

    @Test
    void a_grant_does_not_make_usable_what_somebody_minted_who_was_removed_meanwhile() {
        Membership.Statement before = log.said(anna, log.epoch(), Set.of(hostile));
        Membership.Statement minted = log.said(hostile, epoch, Set.of(LoneNode.SELF, anna));
        log.removed(hostile);
        Membership.Statement granted = log.said(anna, epoch, Set.of(newcomer));

        EpochBook started = log.read(List.of(before, granted), List.of(minted));
        EpochBook told = log.read(List.of(before), List.of(minted));
        told.take(granted);

        assertThat(List.of(started, told)).allSatisfy(book -> {
            assertThat(log.tips(book)).contains(epoch.id());
            assertThat(log.usable(book)).isEmpty();
        });
    }

    @Test
    void what_a_removed_member_says_of_an_epoch_afterwards_changes_nothing() {
        log.removed(hostile);
        Membership.Statement minted = log.said(anna, epoch, Set.of(LoneNode.SELF));
        Membership.Statement late = log.pretended(hostile, epoch, Set.of());
        Membership.Statement granted = log.said(anna, epoch, Set.of(newcomer));

        assertThat(log.usable(log.read(List.of(minted, granted), List.of(late))))
                .contains(epoch.id());
    }

    @Test
    void who_pretends_to_have_made_an_epoch_neither_opens_what_it_replaced_nor_makes_it_last_longer() {
        SpokenEpochs.Made replaced = log.epoch();
        Membership.Statement before = log.said(anna, replaced, Set.of(LoneNode.SELF));
        Membership.Statement minted = log.said(anna, epoch, Set.of(LoneNode.SELF), replaced.id());
        Membership.Statement pretended = log.pretended(hostile, epoch, Set.of());

        inEachOrder(before, minted, pretended, book -> {
            assertThat(log.tips(book)).containsExactly(epoch.id());
            assertThat(book.minted(log.pipeline(), epoch.id())).isZero();
        });
    }

    @Test
    void nodes_agree_on_what_is_usable_in_whatever_order_they_heard() {
        SpokenEpochs.Made other = log.epoch();
        log.removed(log.member("former"));
        Membership.Statement former = log.pretended(SpokenEpochs.stranger("former"), other, Set.of());
        Membership.Statement minted = log.said(anna, epoch, Set.of(LoneNode.SELF));
        Membership.Statement pretended = log.pretended(hostile, epoch, Set.of());

        inEachOrder(
                former, minted, pretended, book -> assertThat(log.usable(book)).isEmpty());
        assertThat(log.usable(log.read(List.of(former, minted), List.of())))
                .as("without the hostile one")
                .contains(epoch.id());
    }

    @Test
    void what_more_than_64_pretend_to_have_begun_replaces_nothing() {
        SpokenEpochs.Made replaced = log.epoch();
        List<Membership.Statement> said = new ArrayList<>(List.of(
                log.said(anna, replaced, Set.of(LoneNode.SELF)),
                log.said(anna, epoch, Set.of(LoneNode.SELF), replaced.id())));
        for (int i = 1; i < 64; i++) {
            said.add(log.pretended(hostile, epoch, Set.of()));
        }
        assertThat(log.tips(log.read(said, List.of()))).containsExactly(epoch.id());

        said.add(log.pretended(hostile, epoch, Set.of()));

        EpochBook book = log.read(said, List.of());
        assertThat(log.tips(book)).containsExactlyInAnyOrder(epoch.id(), replaced.id());
        assertThat(book.isRenewed(log.pipeline(), epoch.id())).isTrue();
        log.renews();
        assertThat(book.isRenewed(log.pipeline(), epoch.id())).isFalse();
    }

    @Test
    void an_epoch_is_over_when_keys_are_to_become_fresh_and_not_each_time_that_the_same_is_said() {
        Membership.Statement before = log.said(anna, log.epoch(), Set.of(LoneNode.SELF));
        log.renews();
        Membership.Statement minted = log.said(anna, epoch, Set.of(LoneNode.SELF));
        log.renewsAgain();

        EpochBook book = log.read(List.of(before, minted), List.of());
        assertThat(book.isRenewed(log.pipeline(), epoch.id())).isTrue();
        assertThat(log.tips(book))
                .filteredOn(tip -> !tip.equals(epoch.id()))
                .singleElement()
                .matches(tip -> !book.isRenewed(log.pipeline(), tip));
    }

    private void inEachOrder(
            Membership.Statement one, Membership.Statement two, Membership.Statement three, Consumer<EpochBook> holds) {
        List<Membership.Statement> order = new ArrayList<>(List.of(one, two, three));
        for (int i = 0; i < 3; i++) {
            holds.accept(log.read(order, List.of()));
            Collections.rotate(order, 1);
        }
    }
}
