// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.message.Content;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedCounter;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.api.state.ReplicatedState;
import io.pipes.api.state.SetChange;
import io.pipes.api.state.StateInfo;
import io.pipes.api.state.StateKind;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;

/** A state that nobody else shares, with one map, one counter and one set under any name. Its subscribers hear what is there. */
final class SampleState implements ReplicatedState {
    static final NodeId SELF = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final SortedMap<String, MapEntry> entries = new TreeMap<>();
    private final SortedSet<String> elements = new TreeSet<>();
    private long sum;

    /** What others have written to every key without knowing of what is there. */
    final List<Content> beside = new ArrayList<>();

    /** A network's pipelines of which one is called {@code shared} and has this state. */
    LocalPipelines pipelines() {
        return new OnePipeline("shared", pipeline());
    }

    private LocalPipeline pipeline() {
        return new UnusedPipeline() {
            @Override
            public ReplicatedState state() {
                return SampleState.this;
            }
        };
    }

    @Override
    public CompletionStage<List<StateInfo>> list() {
        return now(List.of(new StateInfo(StateKind.MAP, "colours", entries.size())));
    }

    @Override
    public ReplicatedMap map(String name) {
        return map(entry -> entry);
    }

    @Override
    public ReplicatedMap map(String name, Merge merge) {
        return map(entry -> {
            List<Content> concurrent = new ArrayList<>(beside);
            concurrent.add(entry.value());
            return new MapEntry(entry.key(), merge.merge(concurrent), SELF, Instant.EPOCH, concurrent);
        });
    }

    private ReplicatedMap map(UnaryOperator<MapEntry> read) {
        return new ReplicatedMap() {
            @Override
            public CompletionStage<Sent> put(String key, Content value) {
                entries.put(key, new MapEntry(key, value, SELF, Instant.EPOCH));
                return sent();
            }

            @Override
            public CompletionStage<Sent> remove(String key) {
                entries.remove(key);
                return sent();
            }

            @Override
            public CompletionStage<Optional<MapEntry>> get(String key) {
                return now(Optional.ofNullable(entries.get(key)).map(read));
            }

            @Override
            public CompletionStage<List<MapEntry>> entries() {
                return now(entries.values().stream().map(read).toList());
            }

            @Override
            public Flow.Publisher<MapChange> changes() {
                return publisher(entries.values().stream()
                        .map(entry -> new MapChange(entry.key(), Optional.of(read.apply(entry))))
                        .toList());
            }
        };
    }

    @Override
    public ReplicatedCounter counter(String name) {
        return new ReplicatedCounter() {
            @Override
            public CompletionStage<Sent> add(long delta) {
                sum += delta;
                return sent();
            }

            @Override
            public CompletionStage<Long> value() {
                return now(sum);
            }

            @Override
            public Flow.Publisher<Long> changes() {
                return publisher(List.of(sum));
            }
        };
    }

    @Override
    public ReplicatedSet set(String name) {
        return new ReplicatedSet() {
            @Override
            public CompletionStage<Sent> add(String element) {
                elements.add(element);
                return sent();
            }

            @Override
            public CompletionStage<Sent> remove(String element) {
                elements.remove(element);
                return sent();
            }

            @Override
            public CompletionStage<Boolean> contains(String element) {
                return now(elements.contains(element));
            }

            @Override
            public CompletionStage<List<String>> elements() {
                return now(List.copyOf(elements));
            }

            @Override
            public Flow.Publisher<SetChange> changes() {
                return publisher(elements.stream()
                        .map(element -> new SetChange(element, true))
                        .toList());
            }
        };
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static CompletionStage<Sent> sent() {
        return now(new Sent(new MessageName.Direct(1, 1), Optional.empty(), Receipt.STORED, now(Receipt.STORED)));
    }

    private static <T> Flow.Publisher<T> publisher(List<T> events) {
        return subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
            events.forEach(subscriber::onNext);
        };
    }
}
