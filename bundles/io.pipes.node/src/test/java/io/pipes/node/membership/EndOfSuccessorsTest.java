// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Membership;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where rights end of nodes that were succeeded, and of those that succeeded them. */
class EndOfSuccessorsTest {
    private static final InvitationId INVITATION = InvitationId.of(Bytes.wrap(new byte[InvitationId.SIZE]));

    private final Story story = new Story(1);

    @Test
    void a_role_that_the_successor_is_given_does_not_undo_the_removal_of_the_node_before_it() {
        annaIsSucceeded();
        Operation removal = story.remove("olga removes anna", "olga", "anna", "anna again");
        story.assign("the heir writes", "olga", "heir", Role.WRITER, "olga removes anna");

        assertThat(endings("anna")).containsExactly(removal.id());
    }

    @Test
    void a_role_that_the_successor_is_given_again_undoes_its_demotion_also_for_the_node_before_it() {
        annaIsSucceeded();
        story.assign("the heir reads", "olga", "heir", Role.READER, "anna again");
        story.assign("the heir writes", "olga", "heir", Role.WRITER, "the heir reads");

        assertThat(endings("anna")).isEmpty();
    }

    @Test
    void an_invitation_does_not_bring_back_who_came_by_it_and_was_removed_after_a_restore() {
        annaIsSucceeded();
        assertThat(endedAny()).isFalse();

        story.remove("olga removes the heir", "olga", "heir", "anna again");
        assertThat(endedAny()).isTrue();
    }

    @Test
    void however_many_heads_there_are_a_removal_of_a_node_that_was_succeeded_leaves_its_successor() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        for (int i = 0; i < Operation.MAX_PARENTS; i++) {
            story.state("olga speaks " + i, "olga", "add anna");
        }
        Operation succession = story.succeed("anna again", "anna", story.heir("heir", "anna"), "add anna");

        List<OperationId> parents = Parents.of(story.log(), node("olga"), new Action.Remove(node("anna"), 0));

        assertThat(parents).hasSize(Operation.MAX_PARENTS).contains(succession.id());
    }

    private void annaIsSucceeded() {
        story.tell("add anna", "olga", new Action.Add(story.newcomer("anna"), Role.ADMIN, INVITATION), "genesis");
        story.succeed("anna again", "anna", story.heir("heir", "anna"), "add anna");
    }

    private boolean endedAny() {
        return new Removals(story.log()).endedAny(node("olga"), INVITATION);
    }

    /** By what a former writer's right ended. */
    private List<OperationId> endings(String name) {
        LogState log = story.log();
        return new FormerHolders(log, new Members(), log.valid(), Role.WRITER)
                .find().getOrDefault(node(name), List.of()).stream()
                        .map(Membership.Ending::operation)
                        .toList();
    }

    private NodeId node(String name) {
        return story.actor(name).node(story.network);
    }
}
