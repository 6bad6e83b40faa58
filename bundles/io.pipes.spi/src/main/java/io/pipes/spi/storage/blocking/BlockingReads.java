// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.Optional;

/** The questions to a store, answered on the thread that asks. Called from several threads at a time, with what the limits allow. */
public interface BlockingReads {
    Optional<Bytes> read(String area, Bytes key) throws Exception;

    List<Optional<Bytes>> readAll(String area, List<Bytes> keys) throws Exception;

    Optional<Long> locate(String area, Bytes key) throws Exception;

    List<StoredEntry> scan(String area, long after, int limit) throws Exception;

    List<String> areas() throws Exception;
}
