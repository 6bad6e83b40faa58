// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.embedded.served.Program;
import io.pipes.embedded.served.ServedNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TodoTest {
    @TempDir
    Path folder;

    @Test
    void the_program_shows_the_list_after_each_change() throws Exception {
        Path home = folder.resolve("program");
        try (ServedNode node = ServedNode.start(home)) {
            try (Pipes pipes = Pipes.connect(Endpoint.ofHome(home))) {
                pipes.networks().create("garden", "anna").toCompletableFuture().join();
            }
            String added = run(home, "add", "buy", "seeds").get(0);
            assertThat(added).matches("[a-z2-9]{5} \\[ ] buy seeds");
            String id = added.substring(0, 5);
            assertThat(run(home, "done", id)).containsExactly(id + " [x] buy seeds");
            assertThat(run(home, "reword", id, "buy", "good", "seeds")).containsExactly(id + " [x] buy good seeds");
            assertThat(run(home)).containsExactly(id + " [x] buy good seeds");
            assertThat(run(home, "remove", id)).isEmpty();
        }
    }

    private static List<String> run(Path home, String... arguments) throws Exception {
        try (Program todo = Program.start(Todo.class, home, arguments)) {
            return todo.end();
        }
    }
}
