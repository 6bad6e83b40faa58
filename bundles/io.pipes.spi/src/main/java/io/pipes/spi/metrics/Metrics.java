// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/** Collects what there is to measure in this process and writes it for a monitoring system. May be used from any thread. */
@ConsumerType
public interface Metrics {
    /**
     * A call of the API was answered. Returns at once.
     *
     * @param method one that exists
     * @param outcome {@code ok}, or the code of the error
     */
    void called(String method, String outcome, Duration took);

    /** What the text of {@link #write} is, as a header {@code Content-Type} says it. */
    String contentType();

    /**
     * Writes everything as it is now. May take some seconds, while it asks the node.
     *
     * @param api what the gateway has counted
     * @throws IOException if it cannot be written
     */
    void write(ApiFigures api, OutputStream to) throws IOException;
}
