// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the members of a persistent pipeline have built together, as this node sees it.
 *
 * <p>Every change is an entry of the pipeline's history: durable on this node before it is acknowledged, made without anybody being
 * reachable, and carried to all others as messages are. Nodes that have the same history and can read the same part of it have the same
 * state, in whatever order it came. A node that may read only a part (history policies other than full) has what follows from that part.
 *
 * <p>What has a name is there for everybody who uses the name, and empty before the first change. A map, a counter and a set may have
 * the same name and nothing to do with each other. A name has 1 to 64 characters of {@code a-z 0-9 . _ -}.
 *
 * <p><b>Cost.</b> This node begins to keep the state in memory, all of it, when somebody first uses it, and reads no more of the history
 * than what came since its last snapshot.
 *
 * <p><b>Threads.</b> All methods may be called from any thread and return at once. Stages complete, and subscribers hear, on the
 * application's executor.
 *
 * <p><b>Failure.</b> Reads wait while the state is being loaded. Stages and subscriptions fail with {@code FEATURE_MISSING} while the
 * feature is being replaced: ask the pipeline again. A name or key that is none is thrown as {@code INVALID_ARGUMENT}.
 */
@ProviderType
public interface ReplicatedState {
    /** A map in which the last write to a key counts. */
    ReplicatedMap map(String name);

    /**
     * A map in which values that were written without knowing of each other are merged. It is the same map as without: values are merged
     * when they are read, and a write takes the place of all that its writer could see.
     *
     * @param merge the same on every node, or they see different values; {@link Merge#LAST} to see what stands beside the last value
     */
    ReplicatedMap map(String name, Merge merge);

    ReplicatedCounter counter(String name);

    ReplicatedSet set(String name);

    /** What is not empty, in order of kind and name. */
    CompletionStage<List<StateInfo>> list();
}
