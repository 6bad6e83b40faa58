// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.apps;

import io.pipes.base.Disk;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import io.pipes.testkit.storage.SimulatedDisk;
import java.nio.file.Path;

/** The home of a node on a simulated disk, which has one area for everything. */
record SimulatedHome(Path directory, SimulatedDisk files) implements Home {
    @Override
    public Disk disk(String area) {
        return files;
    }

    @Override
    public Settings settings() {
        throw new UnsupportedOperationException("The node has its settings from the plan of its simulation.");
    }
}
