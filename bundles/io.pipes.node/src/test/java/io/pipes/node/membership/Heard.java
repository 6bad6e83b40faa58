// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a ledger tells. */
final class Heard implements MembershipListener {
    final List<String> events = new ArrayList<>();

    @Override
    public void joined(Member member) {
        events.add("joined " + member.name());
    }

    @Override
    public void removed(Member member) {
        events.add("removed " + member.name());
    }

    @Override
    public void changed(Member before, Member now) {
        events.add("changed " + now.name() + " " + before.role().text() + " "
                + now.role().text());
    }

    @Override
    public void outdated(Member member) {
        events.add("outdated " + member.name());
    }

    @Override
    public void stated(Membership.Statement statement) {
        events.add("stated " + statement.kind());
    }

    @Override
    public void voided() {
        events.add("voided");
    }
}
