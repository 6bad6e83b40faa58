// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

import io.pipes.base.Secret;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes and restores backups of this home: the identities, the keys, what the nodes know and the settings, sealed under a passphrase. May be
 * called from any thread; each passphrase stays the caller's, who may close it when the method has returned.
 */
@ProviderType
public interface Backups {
    /**
     * Begins a backup while everything goes on.
     *
     * @param passphrase 1 to 1,024 bytes
     * @return close it when it is not read to its end
     */
    Backup begin(Secret passphrase);

    /**
     * Begins to restore into this home, which must hold neither identities nor nodes. What was restored is there after the next start, each
     * node with a new id in the place of the one in the backup.
     */
    Restore restore(Secret passphrase);
}
