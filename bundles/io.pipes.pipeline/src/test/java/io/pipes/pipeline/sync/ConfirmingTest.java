// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.history.ChainPlace;
import io.pipes.pipeline.history.LoneHistory;
import io.pipes.pipeline.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Only what is durable here, and is what was asked about, is confirmed. */
class ConfirmingTest {
    private final LoneHistory lone = new LoneHistory(Retention.ALL, 1);
    private final List<Packet> written = lone.side(List.of(), 1, 10, 0);
    private final Peer author = new Peer(lone.authors.get(0));
    private final Confirming confirming = new Confirming(tag -> Optional.of(lone.history), author);

    @Test
    void what_is_here_is_confirmed_at_once() {
        lone.history.take(written, LoneNode.SELF);
        lone.passes();

        ask(written.get(6));

        assertThat(answers()).containsExactly(answer(7, true));
    }

    @Test
    void what_is_not_here_is_confirmed_once_it_is_durable() {
        ask(written.get(6));
        assertThat(answers()).isEmpty();

        lone.history.take(written.subList(0, 5), LoneNode.SELF);
        looksAgain();
        assertThat(answers()).isEmpty();
        lone.history.take(written.subList(5, 8), LoneNode.SELF);
        looksAgain();

        assertThat(answers()).containsExactly(answer(7, true));
    }

    /** Of a home that was copied: the author waits for something else than what is here under its number. */
    @Test
    void another_packet_under_its_number_is_none() {
        lone.history.take(written, LoneNode.SELF);
        lone.passes();

        ask(lone.side(written, 7, 7, 1).get(0));

        assertThat(answers()).containsExactly(answer(7, false));
    }

    @Test
    void of_several_questions_about_a_pipeline_the_last_one_is_answered() {
        ask(written.get(2));
        ask(written.get(6));
        lone.history.take(written, LoneNode.SELF);
        looksAgain();
        looksAgain();

        assertThat(answers()).containsExactly(answer(7, true));
    }

    @Test
    void who_is_gone_is_told_nothing() {
        ask(written.get(6));
        confirming.close();

        lone.history.take(written, LoneNode.SELF);
        looksAgain();

        assertThat(answers()).isEmpty();
    }

    private void ask(Packet packet) {
        ChainPlace place = new ChainPlace(packet.header().seq(), packet.id().bytes());
        confirming.asked(new SyncMessage.AskStored(lone.history.routeTag(), place));
        lone.passes();
    }

    private void looksAgain() {
        lone.passes();
        confirming.look();
        lone.passes();
    }

    private SyncMessage answer(long seq, boolean here) {
        return new SyncMessage.Stored(lone.history.routeTag(), seq, here);
    }

    private List<SyncMessage> answers() {
        List<SyncMessage> answers = new ArrayList<>();
        author.sent.forEach(message -> {
            try {
                answers.add(SyncMessage.decode(message));
            } catch (MalformedException broken) {
                throw new AssertionError(broken);
            }
        });
        return answers;
    }
}
