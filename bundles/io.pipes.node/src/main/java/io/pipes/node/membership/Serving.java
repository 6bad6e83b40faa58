// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** One answer to a fetch, given out page by page as the link has room. */
final class Serving {
    private final Dag dag;
    private final BitSet left = new BitSet();

    /**
     * @param known how many operations are in the store; only those are given out
     */
    Serving(CryptoSuite suite, Dag dag, int known, SyncMessage.Fetch fetch) {
        this.dag = dag;
        left.set(0, known);
        int[] common = fetch.have().stream()
                .filter(dag::contains)
                .mapToInt(id -> Objects.requireNonNull(dag.number(id)))
                .toArray();
        left.andNot(dag.closure(common));
        if (fetch.buckets().size() > 0) {
            passOverSame(new OperationBuckets(suite, dag, known).encode(), fetch.buckets());
        }
    }

    private void passOverSame(Bytes own, Bytes other) {
        BitSet same = new BitSet();
        left.stream()
                .filter(n -> OperationBuckets.isSame(
                        own, other, OperationBuckets.bucketOf(dag.operation(n).id())))
                .forEach(same::set);
        left.andNot(same);
    }

    boolean isOver() {
        return left.isEmpty();
    }

    SyncMessage.Page next() {
        List<Operation> page = new ArrayList<>();
        int size = 0;
        for (int n = left.nextSetBit(0); n >= 0; n = left.nextSetBit(n + 1)) {
            Operation operation = dag.operation(n);
            size += size(operation);
            if (!page.isEmpty() && size > SyncMessage.PAGE_BYTES) {
                break;
            }
            page.add(operation);
            left.clear(n);
        }
        return new SyncMessage.Page(!left.isEmpty(), page);
    }

    /** A little more than its encoding. */
    static int size(Operation operation) {
        int fields = operation.action() instanceof Action.Statement statement
                ? statement.body().size()
                : operation
                        .action()
                        .letIn()
                        .map(who -> who.candidate().identityGenesis().size() + 256)
                        .orElse(64);
        return 256 + 34 * operation.parents().size() + fields;
    }
}
