// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Disk;
import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in Karaf's own shell, without the container around it. */
class PipesCommandTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final ProcessHandle SELF = ProcessHandle.current();

    private final FakeNode node = new FakeNode();
    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final SessionFactoryImpl shell = new SessionFactoryImpl(streams);
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private ShellComponent component;
    private Session session;

    private record SampleHome(Path directory) implements Home {
        @Override
        public Disk disk(String area) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Settings settings() {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void furnish(@TempDir Path home) throws IOException {
        InetSocketAddress address = node.address();
        Files.createDirectory(home.resolve("run"));
        Files.writeString(home.resolve("api-token"), FakeNode.TOKEN);
        Files.writeString(
                home.resolve("run/container.json"),
                NOTHING.with("pid", SELF.pid())
                        .with(
                                "started",
                                SELF.info().startInstant().orElseThrow().toString())
                        .with("console", address.getHostString() + ":" + address.getPort())
                        .toString());
        component = new ShellComponent(shell, new SampleHome(home));
        streams.start();
        PrintStream console = new PrintStream(shown, true, StandardCharsets.UTF_8);
        session = shell.create(InputStream.nullInputStream(), console, console);
    }

    @AfterEach
    void close() {
        session.close();
        streams.stop();
        node.close();
    }

    @Test
    void each_command_is_there_under_its_words_with_its_options() throws Exception {
        node.answer("network.create", params -> NOTHING.with("name", params.text("name", "")));

        session.execute("pipes:network-create --json --as me 'our home'");

        assertThat(shown()).isEqualTo("{\"name\":\"our home\"}\n");
        assertThat(node.calls("network.create"))
                .containsExactly(NOTHING.with("name", "our home").with("identity", "me"));
    }

    @Test
    void one_that_fails_says_why_and_ends_a_script() {
        node.refuse("network.create", "refused", "Not you.", false);

        assertThatThrownBy(() -> session.execute("pipes:network-create x"))
                .hasMessage("pipes:network-create ended with code 4");
        assertThat(shown()).isEqualTo("pipes: Not you.\n");
    }

    @Test
    void it_explains_itself() throws Exception {
        session.execute("pipes:network-invite --help");

        assertThat(shown()).contains("--expires", "pipes network invite");
    }

    @Test
    void what_is_the_containers_own_affair_is_not_there_and_all_goes_with_the_bundle() {
        assertThat(shell.getRegistry().getCommand("pipes", "node-list")).isNotNull();
        for (String other : List.of("start", "stop", "demo", "shell", "restore")) {
            assertThat(shell.getRegistry().getCommand("pipes", other)).isNull();
        }

        component.stop();

        assertThat(shell.getRegistry().getCommands())
                .noneMatch(command -> command.getScope().equals("pipes"));
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
