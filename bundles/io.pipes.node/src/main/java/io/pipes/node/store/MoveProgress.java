// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.api.store.StoreMove;
import io.pipes.api.store.StoreMove.Step;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How far the last move is, if there was one. Any thread. */
final class MoveProgress {
    private @Nullable StoreMove move;

    synchronized Optional<StoreMove> move() {
        return Optional.ofNullable(move);
    }

    boolean isCopying() {
        return move().filter(one -> one.step() == Step.COPYING).isPresent();
    }

    boolean isUnderWay() {
        return move().filter(one -> !one.step().isOver()).isPresent();
    }

    synchronized void begin(String from, String to) {
        move = new StoreMove(from, to, Step.COPYING, 0, 0, 0, Optional.empty());
    }

    void nodes(int all) {
        change(now -> new StoreMove(now.from(), now.to(), now.step(), 0, all, 0, Optional.empty()));
    }

    void entriesCopied(long more) {
        change(now -> new StoreMove(
                now.from(), now.to(), now.step(), now.nodes(), now.allNodes(), now.entries() + more, now.failure()));
    }

    void nodeCopied() {
        change(now -> new StoreMove(
                now.from(), now.to(), now.step(), now.nodes() + 1, now.allNodes(), now.entries(), now.failure()));
    }

    void step(Step step) {
        change(now ->
                new StoreMove(now.from(), now.to(), step, now.nodes(), now.allNodes(), now.entries(), now.failure()));
    }

    void failed(String sentence) {
        change(now -> new StoreMove(
                now.from(), now.to(), Step.FAILED, now.nodes(), now.allNodes(), now.entries(), Optional.of(sentence)));
    }

    private synchronized void change(UnaryOperator<StoreMove> change) {
        StoreMove now = move;
        if (now != null) {
            move = change.apply(now);
        }
    }
}
