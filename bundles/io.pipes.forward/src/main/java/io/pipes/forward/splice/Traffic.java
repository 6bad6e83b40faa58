// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward.splice;

/** What has passed through one published or forwarded port since this node has begun. Belongs to the loop. */
public final class Traffic {
    private long open;
    private long all;
    private long sent;
    private long received;

    void begun() {
        open++;
        all++;
    }

    void over() {
        open--;
    }

    void sent(long bytes) {
        sent += bytes;
    }

    void received(long bytes) {
        received += bytes;
    }

    /** Connections that are open now. */
    public long open() {
        return open;
    }

    /** Connections that were ever made. */
    public long all() {
        return all;
    }

    /** Bytes from programs of this machine to other nodes. */
    public long sent() {
        return sent;
    }

    /** Bytes from other nodes to programs of this machine. */
    public long received() {
        return received;
    }
}
