// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Up to where the packets of nodes count that may not write any more, in a pipeline or at all. Of one that may, all count. Of the others
 * those count that some admin had by then; until one of them has said which these are, what is here counts and nothing more is taken.
 *
 * <p>A right ends in two ways, each with statements of its own: the node is removed or gets a lower role, or the pipeline is opened to
 * fewer. Where both happened the nearer end counts.
 */
final class Cuts {
    /** Everything. */
    static final long ALL = Long.MAX_VALUE;

    /** Those that may publish somewhere. */
    private static final Set<Role> ROLES = EnumSet.of(Role.WRITER, Role.ADMIN, Role.OWNER);

    private final NodeContext node;
    private final PipelineCatalog catalog;

    /** Of nodes, by the operation that ended their right. */
    private final Map<OperationId, Map<Bytes, Cut>> ofNodes = new HashMap<>();

    /** Of pipelines, by the change of settings. */
    private final Map<OperationId, Map<NodeId, Cut>> ofPipelines = new HashMap<>();

    Cuts(NodeContext node, PipelineCatalog catalog) {
        this.node = node;
        this.catalog = catalog;
    }

    /** Reads the log, from the beginning: an operation in it may have lost its validity. */
    void reload() {
        ofNodes.clear();
        ofPipelines.clear();
        node.membership().statements(CutStatement.KIND).forEach(this::take);
        node.membership().statements(PipelineCutStatement.KIND).forEach(this::take);
    }

    /** Takes in what is said of a node or pipeline; false if the statement says nothing about a right that has ended. */
    boolean take(Membership.Statement statement) {
        try {
            return switch (statement.kind()) {
                case CutStatement.KIND -> take(CutStatement.decode(statement.body()));
                case PipelineCutStatement.KIND -> take(PipelineCutStatement.decode(statement.body()));
                default -> false;
            };
        } catch (MalformedException nonsense) {
            // For everybody it is as if nothing had been said.
            return false;
        }
    }

    private boolean take(CutStatement said) {
        boolean counts = ROLES.stream()
                .flatMap(role -> former(said.node(), role).stream())
                .anyMatch(ending -> ending.operation().equals(said.end()));
        if (counts) {
            Map<Bytes, Cut> known = ofNodes.computeIfAbsent(said.end(), none -> new HashMap<>());
            said.ends().forEach((tag, end) -> known.merge(tag, end, Cut::or));
        }
        return counts;
    }

    private boolean take(PipelineCutStatement said) {
        boolean counts = catalog.byId(said.pipeline())
                .map(PipelineEntry::routeTag)
                .filter(tag -> Stream.of(Role.WRITER, Role.ADMIN)
                        .flatMap(role -> catalog.raises(tag, role).stream())
                        .anyMatch(raise -> raise.operation().equals(said.end())))
                .isPresent();
        if (counts) {
            Map<NodeId, Cut> known = ofPipelines.computeIfAbsent(said.end(), none -> new HashMap<>());
            said.ends().forEach((author, end) -> known.merge(author, end, Cut::or));
        }
        return counts;
    }

    /** From which roles up members publish to some of these pipelines. */
    Set<Role> needed(Collection<Bytes> routeTags) {
        Set<Role> needed = EnumSet.of(Role.WRITER);
        routeTags.forEach(tag -> needed.add(catalog.publishers(tag)));
        return needed;
    }

    /** Whether a pipeline was opened to fewer, and not to more again since. */
    boolean isRaised(Bytes routeTag) {
        return !raises(routeTag).isEmpty();
    }

    /** The changes by which a pipeline was opened to fewer, for whoever. */
    Set<Membership.Ending> raises(Bytes routeTag) {
        return Stream.of(Role.WRITER, Role.ADMIN)
                .flatMap(role -> catalog.raises(routeTag, role).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<Membership.Ending> former(NodeId author, Role role) {
        return node.membership().former(role).getOrDefault(author, List.of());
    }

    /** Whether an author may publish to a pipeline now. */
    private boolean mayPublish(NodeId author, Bytes routeTag) {
        return former(author, Role.WRITER).isEmpty()
                && holder(author)
                        .filter(member -> member.role().atLeast(catalog.publishers(routeTag)))
                        .isPresent();
    }

    /** Who stands for an author now: itself, or the node that was restored in its place, for which everything of it counts. */
    Optional<Member> holder(NodeId author) {
        Set<NodeId> passed = new HashSet<>();
        Optional<NodeId> holder = Optional.of(author);
        // A member may sign as many successions as it likes, and two of one identity may name each other.
        while (holder.isPresent() && passed.add(holder.get())) {
            Optional<Member> member = node.membership().member(holder.get());
            if (member.isPresent()) {
                return member;
            }
            holder = node.membership().successor(holder.get());
        }
        return Optional.empty();
    }

    /**
     * The removals and assignments that ended the right of a node to publish to a pipeline; nothing if it has it, or lost it otherwise. Where
     * a pipeline was open to the lower role when it was assigned, that ended nothing.
     */
    List<Membership.Ending> endings(NodeId author, Bytes routeTag) {
        List<Membership.Ending> gone = former(author, Role.WRITER);
        if (!gone.isEmpty() || mayPublish(author, routeTag)) {
            return gone;
        }
        Role left = left(author);
        List<Membership.Ending> raises = catalog.raises(routeTag, left);
        return former(author, catalog.publishers(routeTag)).stream()
                .filter(ending -> !catalog.beganFor(routeTag, left)
                        || raises.stream()
                                .anyMatch(raise -> !node.membership().isBefore(ending.operation(), raise.operation())))
                .toList();
    }

    /**
     * The changes of a pipeline's settings by which an author lost the right to publish there. Not those after which it still, or again,
     * might: then what came later ended its right.
     */
    List<Membership.Ending> raises(NodeId author, Bytes routeTag) {
        if (mayPublish(author, routeTag)) {
            return List.of();
        }
        List<Membership.Ending> raises = catalog.raises(routeTag, left(author));
        return raises.stream()
                .filter(raise -> raises.stream().noneMatch(later -> ended(left(author), routeTag, raise, later)))
                .filter(raise -> ROLES.stream()
                        .noneMatch(role -> taken(author, role).anyMatch(later -> ended(role, routeTag, raise, later))))
                .toList();
    }

    /** Whether members of a role might publish after a change of settings, until something later ended that. */
    private boolean ended(Role role, Bytes routeTag, Membership.Ending raise, Membership.Ending later) {
        return node.membership().isBefore(raise.operation(), later.operation())
                && role.atLeast(catalog.publishers(routeTag, later.operation()));
    }

    /** What took a role from an author that had it, and not what it was given when it had it no more. */
    private Stream<Membership.Ending> taken(NodeId author, Role role) {
        List<Membership.Ending> former = former(author, role);
        return former.stream()
                .filter(ending -> former.stream()
                        .noneMatch(earlier -> node.membership().isBefore(earlier.operation(), ending.operation())));
    }

    /** What an author may still do; of those who may not write at all what they could do at least when they might. */
    private Role left(NodeId author) {
        return holder(author)
                .map(Member::role)
                .filter(role -> role.atLeast(Role.WRITER))
                .orElse(Role.WRITER);
    }

    /** What was said of an author after it was removed or got a lower role; that nothing counts where the pipeline is not named. */
    Optional<Cut> saidOfNode(NodeId author, Bytes routeTag) {
        return endings(author, routeTag).stream()
                .flatMap(ending -> Optional.ofNullable(ofNodes.get(ending.operation())).stream())
                .map(ends -> ends.getOrDefault(routeTag, Cut.NOTHING))
                .reduce(Cut::or);
    }

    /** What was said of an author after a pipeline was opened to fewer. */
    Optional<Cut> saidOfPipeline(NodeId author, Bytes routeTag) {
        return raises(author, routeTag).stream()
                .flatMap(raise -> Optional.ofNullable(ofPipelines.get(raise.operation())).stream())
                .flatMap(ends -> Optional.ofNullable(ends.get(author)).stream())
                .reduce(Cut::or);
    }

    private Optional<Cut> said(NodeId author, Bytes routeTag) {
        return Stream.of(saidOfNode(author, routeTag), saidOfPipeline(author, routeTag))
                .flatMap(Optional::stream)
                .reduce(Cut::and);
    }

    /** Whether somebody has said anything about a right of which an operation was the end. */
    boolean isSaid(Membership.Ending ending) {
        return ofNodes.containsKey(ending.operation());
    }

    /** Whether somebody has said of anybody's packets which count behind a change of a pipeline's settings. */
    boolean isSaidOfPipeline(Membership.Ending raise) {
        return ofPipelines.containsKey(raise.operation());
    }

    /** Whether somebody has said where the chain of one ends who may not write any more. */
    boolean knows(NodeId former, Bytes routeTag) {
        return said(former, routeTag).isPresent();
    }

    /** Where the chain of such a node ends; empty if nothing of it counts. */
    Optional<Cut> end(NodeId former, Bytes routeTag) {
        return said(former, routeTag).filter(cut -> cut.last() > 0);
    }

    /**
     * Up to which number the packets of an author count.
     *
     * @param here the number of the last one that is here
     */
    long limit(NodeId author, Bytes routeTag, long here) {
        if (node.membership().authorKey(author).isEmpty()) {
            // By the log as it counts now it never was a writer.
            return 0;
        }
        if (mayPublish(author, routeTag)) {
            return ALL;
        }
        if (endings(author, routeTag).isEmpty()
                && catalog.raises(routeTag, left(author)).isEmpty()) {
            // It never might publish here.
            return 0;
        }
        return said(author, routeTag).map(Cut::last).orElse(here);
    }
}
