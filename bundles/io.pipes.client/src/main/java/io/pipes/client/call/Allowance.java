// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

/**
 * How much a node may be told before it answers. Beyond that it reads nothing more, so what it needs to answer, such as the answer of a service that
 * it has called here, would not reach it: calls wait on this side instead. Belongs to the strand.
 */
final class Allowance {
    /** For what is not counted: subscriptions that are set up again, and what is asked of receipts. */
    static final long RESERVE_BYTES = 256 << 10;

    private long most = Long.MAX_VALUE;
    private long said;

    /**
     * A new connection.
     *
     * @param bytes what the node takes until it says otherwise
     */
    void begin(long bytes) {
        limit(bytes);
        said = 0;
    }

    /** @param bytes what the node says that it takes */
    void limit(long bytes) {
        most = Math.max(0, bytes - RESERVE_BYTES);
    }

    /** Whether a call may go out now; one may always, however long it is. */
    boolean take(Call<?> call) {
        boolean fits = said == 0 || said + call.bytesSaid() <= most;
        said += fits ? call.bytesSaid() : 0;
        return fits;
    }

    /** One that went out was answered, or is not wanted any more. */
    void free(Call<?> call) {
        said -= call.bytesSaid();
    }
}
