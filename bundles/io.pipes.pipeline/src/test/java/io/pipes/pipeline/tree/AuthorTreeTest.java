// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuthorTreeTest {
    private static final long LATER = AuthorTree.SETTLING.toNanos();
    private static final long MUCH = AuthorTree.CLEARLY.toNanos();

    private final AuthorTree tree = new AuthorTree(0);
    private final Peer parent = new Peer();
    private final Peer other = new Peer();

    @Test
    void the_first_who_sends_is_the_parent_and_who_sends_the_same_later_is_told_to_stop_once() {
        assertThat(tree.mayFollow(parent, true, 0)).isTrue();
        assertThat(tree.follow(parent, false, 0)).isEmpty();

        assertThat(tree.refuse(other)).isTrue();
        assertThat(tree.refuse(other)).isFalse();
        assertThat(tree.refuse(parent)).isFalse();
    }

    @Test
    void a_new_parent_has_time_to_begin_before_another_takes_its_place() {
        tree.follow(parent, false, 0);

        assertThat(tree.mayFollow(other, false, LATER - 1)).isFalse();
        assertThat(tree.mayFollow(other, false, LATER)).isTrue();
        assertThat(tree.follow(other, true, LATER)).contains(parent);
    }

    @Test
    void what_a_refused_one_had_sent_before_it_heard_of_it_does_not_make_it_the_parent() {
        tree.follow(parent, false, 0);
        tree.follow(other, true, LATER);

        assertThat(tree.mayFollow(parent, true, 10 * LATER)).isFalse();
    }

    @Test
    void another_one_must_be_clearly_faster_several_times_in_a_row() {
        tree.follow(parent, false, 0);
        for (int i = 1; i < AuthorTree.WINS; i++) {
            assertThat(tree.isBetter(other, MUCH)).isFalse();
        }
        assertThat(tree.isBetter(other, MUCH - 1)).isFalse();
        for (int i = 1; i < AuthorTree.WINS; i++) {
            assertThat(tree.isBetter(other, MUCH)).isFalse();
        }
        assertThat(tree.isBetter(other, MUCH)).isTrue();
    }

    @Test
    void what_is_little_for_the_link_is_chance() {
        tree.follow(parent, false, 0);
        other.roundTrip = Duration.ofMillis(100);
        for (int i = 0; i < 10; i++) {
            assertThat(tree.isBetter(other, Duration.ofMillis(24).toNanos())).isFalse();
        }
    }

    @Test
    void one_that_was_the_parent_and_failed_is_not_believed_to_be_fast() {
        tree.follow(parent, false, 0);
        tree.follow(other, true, LATER);
        for (int i = 0; i < 10; i++) {
            assertThat(tree.isBetter(parent, MUCH)).isFalse();
        }
    }

    @Test
    void trees_are_bounded_and_old_ones_are_forgotten() {
        LoneNode node = new LoneNode();
        AuthorTrees trees = new AuthorTrees(node.clock());
        for (int i = 0; i < 2 * AuthorTrees.MAX_TREES; i++) {
            trees.of(author(i)).graft(other);
        }
        assertThat(trees.size()).isEqualTo(AuthorTrees.MAX_TREES);
        assertThat(trees.find(author(0))).isEmpty();

        NodeId last = author(2 * AuthorTrees.MAX_TREES - 1);
        assertThat(trees.of(last).isChild(other)).isTrue();
        node.passes(AuthorTrees.MAX_IDLE.plusSeconds(1));
        assertThat(trees.of(last).isChild(other)).isFalse();
    }

    @Test
    void one_who_has_gone_is_nothing_to_anybody() {
        LoneNode node = new LoneNode();
        AuthorTrees trees = new AuthorTrees(node.clock());
        AuthorTree one = trees.of(author(1));
        one.graft(parent);
        one.follow(parent, false, 0);
        trees.closed(parent);

        assertThat(one.isChild(parent)).isFalse();
        assertThat(one.hasOtherParent(other)).isFalse();
    }

    private static NodeId author(int number) {
        return NodeId.of(
                Bytes.wrap(ByteBuffer.allocate(NodeId.SIZE).putInt(number).array()));
    }
}
