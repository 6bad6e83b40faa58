// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.OperationId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DagTest {
    private final Story story = new Story(1);

    @Test
    void of_some_operations_the_earliest_are_those_that_know_of_no_other_directly_or_by_what_is_between() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.state("begun", "olga", "add anna");
        story.state("apart", "anna", "add anna");
        story.state("between", "olga", "begun");
        story.state("behind", "olga", "between", "apart");
        Dag dag = story.log().dag();

        assertThat(dag.earliest(ids("behind", "begun"))).containsExactly(id("begun"));
        assertThat(dag.earliest(ids("behind", "apart", "begun"))).containsExactlyInAnyOrder(id("apart"), id("begun"));
        assertThat(dag.earliest(ids("behind"))).containsExactly(id("behind"));
        assertThat(dag.earliest(List.of())).isEmpty();
        List<OperationId> unknown = new ArrayList<>(ids("behind"));
        unknown.add(OperationId.of(Bytes.wrap(new byte[OperationId.SIZE])));
        assertThat(dag.earliest(unknown)).containsExactly(id("behind"));
    }

    private OperationId id(String name) {
        return story.operations.get(name).id();
    }

    private List<OperationId> ids(String... names) {
        return Stream.of(names).map(this::id).toList();
    }
}
