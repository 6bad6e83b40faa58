// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Membership;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements by which an epoch began: those that count and know of no other one about it that counts, nearly always one, and those
 * before them that do not count. What all of them knew, whoever made the epoch knew. They follow from the log alone, in whatever order it
 * came, for whoever hears of an epoch can speak of it and pretend to know nothing.
 */
final class Origins {
    static final Origins NONE = new Origins(List.of(), List.of(), Set.of());

    /** If an epoch began in more ways, nobody is taken at their word: somebody wants to confuse. */
    private static final int MAX = 64;

    private final List<Claim> first;
    private final List<Claim> voided;
    private final Set<OperationId> all;

    private Origins(List<Claim> first, List<Claim> voided, Set<OperationId> all) {
        this.first = first;
        this.voided = voided;
        this.all = all;
    }

    /**
     * With what was said since. Statements come behind those that they know, so what was first stays so; only those that do not count may come
     * behind who knows them.
     */
    Origins with(Collection<Claim> news, Membership log) {
        if (areTooMany()) {
            return this;
        }
        List<Claim> now = earliest(append(first, news.stream().filter(Claim::counts)), log);
        List<Claim> newlyVoid = news.stream().filter(claim -> !claim.counts()).toList();
        List<Claim> allVoid = append(voided, newlyVoid.stream());
        boolean same = now.equals(first);
        Set<OperationId> found = new TreeSet<>(same ? all : Set.of());
        now.forEach(claim -> found.add(claim.said()));
        if (now.size() <= MAX) {
            (same ? newlyVoid : allVoid)
                    .stream()
                            .filter(claim -> now.stream().anyMatch(one -> log.isBefore(claim.said(), one.said())))
                            .forEach(claim -> found.add(claim.said()));
        }
        return new Origins(now, allVoid, found);
    }

    private static List<Claim> append(List<Claim> before, Stream<Claim> more) {
        return Stream.concat(before.stream(), more).toList();
    }

    private static List<Claim> earliest(List<Claim> claims, Membership log) {
        if (claims.size() < 2) {
            return claims;
        }
        Set<OperationId> earliest =
                log.earliest(claims.stream().map(Claim::said).toList());
        return claims.stream().filter(claim -> earliest.contains(claim.said())).toList();
    }

    boolean areSame(Origins other) {
        return all.equals(other.all);
    }

    /** Whether anything can be said of what whoever made the epoch knew. */
    boolean areClear() {
        return !all.isEmpty() && !areTooMany();
    }

    private boolean areTooMany() {
        return all.size() > MAX;
    }

    /** Whether whoever made the epoch knew an operation of the log. */
    boolean knew(OperationId operation, Membership log) {
        return areClear() && all.stream().allMatch(origin -> log.isBefore(operation, origin));
    }

    /** Which epochs it replaces; none if nobody can be taken at their word. */
    Set<EpochId> parents() {
        return areTooMany()
                ? Set.of()
                : first.stream()
                        .flatMap(claim -> claim.parents().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Who may have made it. */
    Set<NodeId> minters() {
        return spoken().map(Claim::author).collect(Collectors.toCollection(TreeSet::new));
    }

    /** When it was made, in milliseconds, as whoever says the earliest does: so nobody makes one of another last longer. */
    long minted() {
        return spoken().mapToLong(Claim::minted).min().orElse(Long.MAX_VALUE);
    }

    private Stream<Claim> spoken() {
        return (first.isEmpty() ? voided : first).stream();
    }
}
