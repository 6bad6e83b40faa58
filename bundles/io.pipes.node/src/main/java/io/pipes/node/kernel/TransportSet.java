// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.node.peering.Carriers;
import io.pipes.spi.transport.Transport;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The transports that are there now, one for each scheme. Lives on the loop. */
final class TransportSet implements Carriers {
    private final Map<String, Transport> byScheme = new TreeMap<>();

    /** The newest of a scheme counts. */
    void add(Transport transport) {
        byScheme.put(transport.scheme(), transport);
    }

    void remove(Transport transport) {
        byScheme.remove(transport.scheme(), transport);
    }

    @Override
    public Optional<Transport> of(String scheme) {
        return Optional.ofNullable(byScheme.get(scheme));
    }
}
