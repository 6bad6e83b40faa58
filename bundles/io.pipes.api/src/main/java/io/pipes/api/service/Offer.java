// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import org.osgi.annotation.versioning.ProviderType;

/** A service that this program offers. Closing it twice does nothing. */
@ProviderType
public interface Offer extends AutoCloseable {
    String service();

    @Override
    void close();
}
