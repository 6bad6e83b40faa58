// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which heads are named where a writer has made more of them than one operation can name. */
class ParentsTest {
    private static final int MANY = 20;

    private final Story story = new Story(1);

    @BeforeEach
    void wilma_makes_heads() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add wilma", "olga", "wilma", Role.WRITER, "add anna");
        for (int i = 0; i < MANY; i++) {
            story.state("wilma speaks " + i, "wilma", "add wilma");
        }
    }

    @Test
    void a_removal_that_has_just_come_is_named_at_once() {
        Operation removal = story.remove("olga removes wilma", "olga", "wilma", "add wilma");

        assertThat(parentsOf("anna")).hasSize(Operation.MAX_PARENTS).contains(removal.id());
    }

    @Test
    void a_removal_is_named_by_what_was_said_behind_it() {
        story.remove("olga removes wilma", "olga", "wilma", "add wilma");
        Operation behind = story.state("olga speaks", "olga", "olga removes wilma");

        assertThat(parentsOf("anna")).contains(behind.id());
    }

    @Test
    void a_removal_that_does_not_count_takes_no_place() {
        story.add("add boris", "olga", "boris", Role.ADMIN, "add wilma");
        Operation removal = story.remove("boris removes wilma", "boris", "wilma", "add boris");
        story.remove("olga removes boris", "olga", "boris", "add boris");

        assertThat(parentsOf("anna")).doesNotContain(removal.id());
    }

    @Test
    void an_author_names_what_it_said_last() {
        Operation last = story.state("anna speaks", "anna", "add wilma");

        assertThat(parentsOf("anna")).contains(last.id());
    }

    @Test
    void however_many_roles_are_given_the_heads_that_came_first_are_named_too() {
        for (int i = 0; i < MANY; i++) {
            story.assign("wilma reads " + i, "olga", "wilma", Role.READER, "add wilma");
        }

        List<OperationId> parents = parentsOf("anna");

        assertThat(parents).contains(ids("wilma speaks ", 0, 4)).contains(ids("wilma reads ", 9, MANY));
    }

    private OperationId[] ids(String name, int from, int to) {
        return Stream.iterate(from, i -> i < to, i -> i + 1)
                .map(i -> story.operations.get(name + i).id())
                .toArray(OperationId[]::new);
    }

    private List<OperationId> parentsOf(String name) {
        NodeId author = story.actor(name).node(story.network);
        return Parents.of(story.log(), author, new Action.Statement("test", Bytes.utf8("more")));
    }
}
