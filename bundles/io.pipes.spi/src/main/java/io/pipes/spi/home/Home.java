// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.home;

import io.pipes.base.Disk;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * {@code PIPES_HOME}: the directory that makes this process this node, held exclusively while the process lives. Provided by the
 * runtime as a service; without OSGi whoever embeds nodes makes one.
 */
@ProviderType
public interface Home {
    /** The directory itself, for what must have a real path (Derby). Mode 0700. */
    Path directory();

    /**
     * A directory below it, made with mode 0700 if missing.
     *
     * @param area {@code keys}, {@code db}, {@code blobs}, {@code etc}
     */
    Disk disk(String area);

    Settings settings();
}
