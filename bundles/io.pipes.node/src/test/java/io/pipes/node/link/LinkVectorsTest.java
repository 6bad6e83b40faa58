// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.Opening;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.node.wire.Records;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.TrafficClass;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the script in {@code docs/specs/scripts} made without this code is what a link says. */
class LinkVectorsTest {
    private final CryptoSuite suite = new Pipes1Suite();

    private static JsonNode vectors() throws IOException {
        try (InputStream in = LinkVectorsTest.class.getResourceAsStream("/spec-vectors/link.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }

    private static Bytes bytes(JsonNode vector, String field) {
        return Bytes.hex(vector.get(field).asText());
    }

    @Test
    void prefaces_of_another_program_fit_and_are_made_the_same_way() throws IOException, MalformedException {
        for (JsonNode vector : vectors().get("prefaces")) {
            Secret psk = Secret.copyOf(bytes(vector, "psk").toArray());
            Bytes invitation = bytes(vector, "invitation");
            ByteQueue queue = new ByteQueue();
            queue.append(bytes(vector, "preface").buffer());

            Preface read = Preface.take(queue).orElseThrow();

            assertThat(read.fits(suite, psk, bytes(vector, "linkKey"))).isTrue();
            boolean joiner = read.kind() == PrefaceKind.JOINER;
            Preface made = Preface.make(
                    suite,
                    read.kind(),
                    psk,
                    joiner ? Optional.of(InvitationId.of(invitation)) : Optional.empty(),
                    bytes(vector, "linkKey"),
                    bytes(vector, "message"));
            assertThat(made.encode()).isEqualTo(bytes(vector, "preface"));
        }
    }

    @Test
    void records_of_another_program_open_and_are_sealed_the_same_way_over_a_change_of_key()
            throws IOException, MalformedException, DamagedException {
        JsonNode lane = vectors().get("lane");
        Secret direction = Secret.copyOf(bytes(lane, "direction").toArray());
        LaneKey opening = new LaneKey(suite, LaneKey.secret(suite, direction, bytes(lane, "binding"), 0), 0);
        LaneKey sealing = new LaneKey(suite, LaneKey.secret(suite, direction, bytes(lane, "binding"), 0), 0);
        Scratch scratch = new Scratch();
        RecordInput input = new RecordInput(opening, scratch, Records.MAX_SEALED);
        for (JsonNode vector : lane.get("records")) {
            Bytes frames = bytes(vector, "frames");
            ByteQueue queue = new ByteQueue();
            queue.append(bytes(vector, "record").buffer());

            int length = input.take(queue);

            assertThat(Bytes.copyOf(scratch.opened).slice(0, length)).isEqualTo(frames);
            byte[] sealed = new byte[frames.size() + 16];
            sealing.seal(frames.toArray(), frames.size(), sealed, 0);
            assertThat(Bytes.wrap(sealed)).isEqualTo(bytes(vector, "record").slice(2, sealed.length + 2));
            if (lastType(frames) == FrameType.REKEY) {
                opening.next(0);
                sealing.next(0);
            }
        }
    }

    @Test
    void attachments_of_another_program_fit_and_are_made_the_same_way() throws IOException, MalformedException {
        AttachSecret secret = attachSecret();
        for (JsonNode vector : vectors().get("attachments")) {
            int lane = vector.get("lane").asInt();
            check(secret, secret.id(lane, vector.get("number").asLong()), lane, vector);
        }
    }

    @Test
    void dedicated_connections_of_another_program_fit_and_are_made_the_same_way()
            throws IOException, MalformedException {
        AttachSecret secret = attachSecret();
        JsonNode vector = vectors().get("dedicated");
        Bytes id = secret.dedicatedId(vector.get("number").asLong());
        check(secret, id, DedicatedConnections.LANE, vector);
    }

    private AttachSecret attachSecret() throws IOException {
        JsonNode lane = vectors().get("lane");
        Secret direction = Secret.copyOf(bytes(lane, "direction").toArray());
        return new AttachSecret(suite, direction, bytes(lane, "binding"));
    }

    private static void check(AttachSecret secret, Bytes id, int number, JsonNode vector) throws MalformedException {
        long callerNext = vector.get("callerNext").asLong();
        long calledNext = vector.get("calledNext").asLong();
        ByteQueue queue = new ByteQueue();
        queue.append(bytes(vector, "call").buffer());

        Attachment read = Attachment.take(queue).orElseThrow();

        assertThat(read.id()).isEqualTo(id);
        assertThat(secret.read(read)).isEqualTo(new AttachSecret.Place(number, callerNext));
        assertThat(secret.call(id, number, callerNext).encode()).isEqualTo(bytes(vector, "call"));
        assertThat(secret.answer(id, calledNext)).isEqualTo(bytes(vector, "answer"));
        assertThat(secret.readAnswer(id, bytes(vector, "answer"))).isEqualTo(calledNext);
    }

    private static FrameType lastType(Bytes frames) throws MalformedException {
        FrameReader reader = new FrameReader();
        reader.begin(frames.toArray(), 0, frames.size());
        FrameType last = FrameType.DATA;
        while (reader.next()) {
            last = reader.type();
            if (last == FrameType.OPEN) {
                assertThat(Opening.decode(reader.payload()))
                        .isEqualTo(new Opening("message.1", TrafficClass.INTERACTIVE, 70_000));
            }
        }
        return last;
    }
}
