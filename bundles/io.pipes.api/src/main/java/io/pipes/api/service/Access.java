// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import io.pipes.api.network.Role;
import io.pipes.base.id.Id;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which members may use a service: those who have at least a role, and beside them those who are named. Who is no member may use nothing.
 * The node that offers a service enforces it; what others announce says only what is to be expected.
 *
 * @param role who has it, or a stronger one, may; empty when only those may who are named
 * @param nodes at most {@value #MAX_NODES}
 * @param identities all nodes of each may; at most {@value #MAX_IDENTITIES}
 */
public record Access(Optional<Role> role, SortedSet<NodeId> nodes, SortedSet<IdentityId> identities) {
    public static final int MAX_NODES = 32;

    public static final int MAX_IDENTITIES = 32;

    /** The longest text that {@link #parse} looks at, in characters; all that may be named fits in, also with hyphens in the ids. */
    public static final int MAX_TEXT = 8 << 10;

    /** All members. */
    public static final Access EVERYBODY = atLeast(Role.RELAY);

    /** Those who may write: who may use a stream unless something else is said. */
    public static final Access WRITERS = atLeast(Role.WRITER);

    public static final Access NOBODY = new Access(Optional.empty(), List.of(), List.of());

    private static final String NOBODY_TEXT = "nobody";
    private static final String NODE = "node:";
    private static final String IDENTITY = "identity:";

    /** @throws IllegalArgumentException with a sentence for people when too many are named */
    public Access {
        if (nodes.size() > MAX_NODES || identities.size() > MAX_IDENTITIES) {
            throw new IllegalArgumentException("A service names at most " + MAX_NODES + " nodes and " + MAX_IDENTITIES
                    + " identities that may use it. Name identities instead of their nodes, or a role.");
        }
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        identities = Collections.unmodifiableSortedSet(new TreeSet<>(identities));
    }

    public Access(Optional<Role> role, Collection<NodeId> nodes, Collection<IdentityId> identities) {
        this(role, new TreeSet<>(nodes), new TreeSet<>(identities));
    }

    /** Those who have a role or a stronger one. */
    public static Access atLeast(Role role) {
        return new Access(Optional.of(role), List.of(), List.of());
    }

    /** Whether a member may use the service. */
    public boolean allows(NodeId node, IdentityId identity, Role itsRole) {
        return role.filter(itsRole::atLeast).isPresent() || nodes.contains(node) || identities.contains(identity);
    }

    /** As people write it, for instance {@code writer,node:ID,identity:ID}: the role first, then the others in order; {@code nobody}. */
    public String text() {
        String text = Stream.of(role.stream().map(Role::text), written(NODE, nodes), written(IDENTITY, identities))
                .flatMap(parts -> parts)
                .collect(Collectors.joining(","));
        return text.isEmpty() ? NOBODY_TEXT : text;
    }

    private static Stream<String> written(String prefix, Collection<? extends Id> ids) {
        return ids.stream().map(id -> prefix + id.text());
    }

    /**
     * Reads what {@link #text} wrote, or a person: in any order, with spaces beside the commas, whoever is named twice once.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it, which does not repeat the text
     */
    public static Access parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("This is too long: who may use a service has at most " + MAX_TEXT
                    + " characters. Name a role, or identities instead of their nodes.");
        }
        if (text.strip().equals(NOBODY_TEXT)) {
            return NOBODY;
        }
        Draft draft = new Draft();
        for (String part : text.split(",", -1)) {
            draft.add(part.strip());
        }
        return new Access(draft.role, draft.nodes, draft.identities);
    }

    @Override
    public String toString() {
        return text();
    }

    /** What was read so far. */
    private static final class Draft {
        private final SortedSet<NodeId> nodes = new TreeSet<>();
        private final SortedSet<IdentityId> identities = new TreeSet<>();
        private Optional<Role> role = Optional.empty();

        void add(String part) {
            if (part.startsWith(NODE)) {
                nodes.add(NodeId.parse(part.substring(NODE.length())));
            } else if (part.startsWith(IDENTITY)) {
                identities.add(IdentityId.parse(part.substring(IDENTITY.length())));
            } else {
                addRole(part);
            }
        }

        private void addRole(String part) {
            Role named = Role.ofText(part)
                    .orElseThrow(() -> new IllegalArgumentException("Who may use a service is a role ("
                            + Stream.of(Role.values()).map(Role::text).collect(Collectors.joining(", "))
                            + "), node:ID, identity:ID, several of these with commas between, or nobody."));
            if (role.filter(other -> other != named).isPresent()) {
                throw new IllegalArgumentException(
                        "There are two roles: name the weaker one, which includes those that are stronger.");
            }
            role = Optional.of(named);
        }
    }
}
