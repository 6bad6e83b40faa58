// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Disk;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A home on any disks, without a lock. */
record HomeOn(Path directory, Settings settings, Function<String, Disk> disks) implements Home {
    /** On the real disk. */
    static HomeOn files(Path directory, Optional<Path> passphraseFile) {
        return files(directory, settings(passphraseFile));
    }

    static HomeOn files(Path directory, Settings settings) {
        Map<String, Disk> made = new ConcurrentHashMap<>();
        return new HomeOn(
                directory, settings, area -> made.computeIfAbsent(area, name -> new FileDisk(directory.resolve(name))));
    }

    static Settings settings(Optional<Path> passphraseFile) {
        return new Settings(List.of(), false, Settings.Peering.MANUAL, false, passphraseFile, false);
    }

    /** Of a start at which the passphrase is used for the last time. */
    static Settings forgetting(Path passphraseFile) {
        return new Settings(List.of(), false, Settings.Peering.MANUAL, false, Optional.of(passphraseFile), true);
    }

    @Override
    public Disk disk(String area) {
        return disks.apply(area);
    }
}
