// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whose chains are known to be forked, and in which pipelines; what an operator is told of it. */
final class Forks {
    private final NodeContext node;
    private final Map<NodeId, Set<Bytes>> known = new TreeMap<>();
    private final Map<NodeId, Registration> reports = new TreeMap<>();

    Forks(NodeContext node) {
        this.node = node;
    }

    /** Two packets of an author under one number are on this disk. */
    void add(NodeId author, Bytes routeTag) {
        known.computeIfAbsent(author, none -> new HashSet<>()).add(routeTag);
        report(author);
    }

    boolean knows(NodeId author, Bytes routeTag) {
        return known.getOrDefault(author, Set.of()).contains(routeTag);
    }

    /** Whose chains in a pipeline are. */
    SortedSet<NodeId> in(Bytes routeTag) {
        SortedSet<NodeId> forked = new TreeSet<>();
        known.keySet().stream().filter(author -> knows(author, routeTag)).forEach(forked::add);
        return forked;
    }

    /** Whether this node's own keys are known to be at two places. */
    boolean haveOwn() {
        return known.containsKey(node.id());
    }

    /** Of those who are no members any more nobody needs to be warned. */
    void judge() {
        known.keySet().forEach(this::report);
    }

    private void report(NodeId author) {
        Optional<Member> member = node.membership().member(author);
        if (member.isPresent()) {
            reports.computeIfAbsent(author, forked -> node.problem(sentence(member.get())));
        } else {
            Optional.ofNullable(reports.remove(author)).ifPresent(Registration::close);
        }
    }

    private String sentence(Member member) {
        String id = member.id().shortText();
        if (member.id().equals(node.id())) {
            return "Another node uses the keys of this node " + id
                    + ": both wrote to a persistent pipeline under one number, and what the later one wrote counts for nobody. This"
                    + " node publishes to persistent pipelines no more. Stop the copy of this home that should not be there, then let"
                    + " this machine join again as a new node: pipes network leave, pipes network join TICKET.";
        }
        return "Node " + id + " ('" + member.name()
                + "') wrote two packets under one number to a persistent pipeline: its home was copied or restored from a backup,"
                + " or it lies. The earlier ones count, for everybody. Find out what happened there, and let it join again as a new"
                + " node; the old one is removed by: network revoke " + id + ".";
    }
}
