// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.shell;

import io.pipes.cli.Leaf;
import io.pipes.spi.home.Home;
import java.util.List;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Puts the commands into Karaf's shell, as long as both are there. */
@Component(
        immediate = true,
        service = {})
public final class ShellComponent {
    private final SessionFactory shell;
    private final List<PipesCommand> commands;

    @Activate
    public ShellComponent(@Reference SessionFactory shell, @Reference Home home) {
        this.shell = shell;
        commands = PipesCommand.of(Leaf.all(), home.directory());
        commands.forEach(shell.getRegistry()::register);
    }

    /** Leaves nothing behind, so that a newer version of this bundle can take over. */
    @Deactivate
    void stop() {
        commands.forEach(shell.getRegistry()::unregister);
    }
}
