// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.KeystoreException.Reason;
import io.pipes.spi.home.Home;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a home has had a keystore before. The mark stands beside the data that was sealed with it, so that it also comes back from a
 * backup of the data alone. Other files there prove nothing: stores may have made them a moment ago in a home that is new.
 */
final class UsedHome {
    static final String MARK = "sealed.txt";

    private static final Logger LOG = LoggerFactory.getLogger(UsedHome.class);
    private static final Bytes TEXT = Bytes.utf8("""
            What is in this folder is sealed with the keys in ../keys and of no use without them.
            Back up both. When you want to begin anew, begin with an empty home.
            """);

    private final Disk data;

    UsedHome(Home home) {
        data = home.disk("db");
    }

    boolean isUsed() throws KeystoreException {
        try {
            return data.exists(MARK);
        } catch (IOException unreadable) {
            throw new KeystoreException(
                    Reason.DAMAGED, "The folder db beside them cannot be read. Check its permissions and the disk.");
        }
    }

    /** Called once there is a keystore. */
    void remember() {
        try {
            if (!data.exists(MARK)) {
                data.replace(MARK, TEXT);
            }
        } catch (IOException unwritable) {
            // The keystore itself is fine, so work goes on; the next start tries again.
            LOG.warn("A lost keystore would not be noticed, because db/{} cannot be written", MARK, unwritable);
        }
    }
}
