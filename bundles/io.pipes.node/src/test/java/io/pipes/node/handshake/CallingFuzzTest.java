// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.NetworkId;
import io.pipes.node.link.LinkParts;
import io.pipes.node.link.LinkTiming;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.node.wire.Reply;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.Optional;

/** The state machine of one who calls: whatever answers, it hears the good answer or fails, once. The suite is the quick one. */
class CallingFuzzTest {
    private static final SimulatedSuite SUITE = new SimulatedSuite();
    private static final SeededRandomness CHANCE = new SeededRandomness(1);
    private static final NetworkId NETWORK = NetworkId.of(Bytes.wrap(CHANCE.bytes(32)));
    private static final KeyPair CALLED = SUITE.newLinkKey(CHANCE);
    private static final KeyPair CALLER = SUITE.newLinkKey(CHANCE);
    private static final Secret PSK = Secret.random(CHANCE, 32);
    private static final Bytes ANSWER = Bytes.utf8("answer");

    @FuzzTest(maxDuration = "20s")
    void whatever_answers_a_call_it_ends_once_and_well_only_with_the_good_answer(FuzzedDataProvider data)
            throws MalformedException {
        VirtualTime time = new VirtualTime(1);
        Line line = new Line();
        Heard heard = new Heard();
        Call call = new Call(
                PrefaceKind.MEMBER, NETWORK, CALLER, CALLED.publicKey(), PSK, Optional.empty(), Bytes.utf8("hello"));
        LinkParts parts = new LinkParts(new SimulatedLoop(time, "node"), SUITE, LinkTiming.DEFAULT);
        new Calling(call, parts, CHANCE, line, heard).start();
        byte[] good = answerTo(line.said()).toArray();

        byte[] said = data.consumeBoolean() ? good.clone() : data.consumeBytes(9_000);
        for (int changes = data.consumeInt(0, 3); changes > 0 && said.length > 0; changes--) {
            said[data.consumeInt(0, said.length - 1)] ^= data.consumeByte();
        }
        line.deliver(Bytes.wrap(said).slice(0, data.consumeInt(0, said.length)), data.consumeInt(1, 9_000));
        if (data.consumeBoolean() && !line.ended) {
            line.lose();
        }
        time.runFor(Duration.ofSeconds(11));

        assertThat(heard.answered + heard.failed).isEqualTo(1);
        assertThat(heard.answered == 0 || Bytes.wrap(said).startsWith(Bytes.wrap(good)))
                .isTrue();
        assertThat(time.failures()).isEmpty();
    }

    private static Bytes answerTo(Bytes preface) throws MalformedException {
        ByteQueue queue = new ByteQueue();
        queue.append(preface.buffer());
        Handshake handshake = SUITE.respond(Prologue.of(PrefaceKind.MEMBER, NETWORK), CALLED, PSK, CHANCE);
        handshake.read(Preface.take(queue).orElseThrow().message());
        return Reply.encode(handshake.write(ANSWER));
    }

    private static final class Heard implements Calling.Outcome {
        private int answered;
        private int failed;

        @Override
        public void answered(Intake intake, Bytes payload, SessionSecret secret) {
            answered++;
            assertThat(payload).isEqualTo(ANSWER);
        }

        @Override
        public void failed(TransportException why) {
            failed++;
        }
    }
}
