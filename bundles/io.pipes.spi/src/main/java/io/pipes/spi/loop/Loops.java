// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.loop;

import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/** Hands out the process's threads. All of them belong to the runtime; nobody else starts or stops one. */
@ProviderType
public interface Loops {
    /** A loop for one more owner of protocol state; loops are shared when there are more owners than loops. */
    Loop next();

    /** For hashing, signing and sealing: as many threads as there are processors, none of them may block. */
    Executor workers();

    /** For files, databases and slow key derivation: a bounded number of threads that may block. */
    Executor blocking();
}
