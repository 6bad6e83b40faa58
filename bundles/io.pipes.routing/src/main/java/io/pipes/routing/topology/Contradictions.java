// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import java.util.Map;
import java.util.TreeMap;

/** Tells the admins of members that said two things under one number, once each. */
final class Contradictions {
    private final NodeContext node;
    private final Map<NodeId, Registration> reports = new TreeMap<>();

    Contradictions(NodeContext node) {
        this.node = node;
    }

    void report(NodeId author) {
        reports.computeIfAbsent(author, reported -> node.problem(sentence(reported)));
    }

    /** It is no member any more. */
    void forget(NodeId author) {
        Registration report = reports.remove(author);
        if (report != null) {
            report.close();
        }
    }

    private String sentence(NodeId author) {
        if (author.equals(node.id())) {
            return "Another node uses the keys of this node " + author.shortText()
                    + ": both said different things about their links under one number. Nobody routes through either of them any"
                    + " more. Find the copy of this home, stop it, and let this machine join again under a new identity.";
        }
        String name = node.membership().member(author).map(Member::name).orElse("?");
        return "Node " + author.shortText() + " ('" + name
                + "') said two different things about its links under one number, which no"
                + " honest node does: its keys were copied, or it lies. Its links are not used for routes any more. Find out what"
                + " happened there, and remove it: network revoke " + author.shortText() + ".";
    }
}
