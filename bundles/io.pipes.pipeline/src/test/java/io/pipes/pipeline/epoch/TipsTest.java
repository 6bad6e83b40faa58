// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Membership;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TipsTest {
    private final SpokenEpochs log = new SpokenEpochs();
    private final List<NodeId> authors = List.of(log.member("anna"), log.member("boris"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tips_that_are_kept_while_more_is_said_are_those_that_are_found_at_a_start(long seed) {
        SeededRandomness chance = new SeededRandomness(seed);
        List<SpokenEpochs.Made> epochs = Stream.generate(log::epoch).limit(10).toList();
        List<Membership.Statement> said = new ArrayList<>();
        EpochBook book = new EpochBook(log.node);

        for (int i = 0; i < 40; i++) {
            Membership.Statement next = statement(epochs, chance);
            said.add(next);
            book.take(next);

            assertThat(log.tips(book)).containsExactlyElementsOf(log.tips(log.read(said, List.of())));
        }
    }

    private Membership.Statement statement(List<SpokenEpochs.Made> epochs, SeededRandomness chance) {
        SpokenEpochs.Made epoch = epochs.get(chance.nextInt(epochs.size()));
        EpochId[] parents = IntStream.range(0, chance.nextInt(3))
                .mapToObj(any -> epochs.get(chance.nextInt(epochs.size())).id())
                .toArray(EpochId[]::new);
        NodeId author = authors.get(chance.nextInt(authors.size()));
        Set<NodeId> boxed = chance.nextInt(3) == 0 ? Set.of(LoneNode.SELF) : Set.of();
        return chance.nextInt(4) == 0
                ? log.pretended(author, epoch, boxed, parents)
                : log.said(author, epoch, boxed, parents);
    }
}
