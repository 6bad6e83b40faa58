// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells the time. The only source of it in protocol code, so that a simulator can decide what time it is.
 *
 * <p><b>Threads.</b> Both methods may be called from any thread and do not block.
 */
@ProviderType
public interface Clock {
    /** Milliseconds since 1970-01-01T00:00:00Z. May be wrong by years and may step in either direction: for people, not for protocols. */
    long wallMillis();

    /** Nanoseconds since some arbitrary moment. Never steps back; only differences mean anything. */
    long nanos();
}
