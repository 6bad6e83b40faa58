// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import org.osgi.annotation.versioning.ConsumerType;

/** Something that was registered and can be taken back. Closing twice does nothing. */
@ConsumerType
@FunctionalInterface
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
