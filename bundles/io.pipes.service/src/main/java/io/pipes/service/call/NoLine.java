// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

/** There is no link now. */
final class NoLine implements Line {
    static final NoLine NONE = new NoLine();

    private NoLine() {}

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public long incarnation() {
        return UNKNOWN;
    }

    @Override
    public void say(CallMessage message) {
        // What matters is said again when there is a link.
    }

    @Override
    public void answer(CallMessage message) {
        // As above.
    }

    @Override
    public boolean takeBack(CallMessage message) {
        return false;
    }
}
