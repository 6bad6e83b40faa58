// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.invitation.JoinRequest;
import io.pipes.node.membership.Candidate;
import io.pipes.node.membership.NodeKeys;
import io.pipes.node.membership.Prekey;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.identity.LocalIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Joining, byte for byte, against a program in another language ({@code docs/specs/scripts/python}): what it made is what is said here, and
 * what is made here, fresh in each run, is right to it. The same for handshakes, records, packets and signatures.
 */
@Tag("long")
class JoinVectorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PROGRAM = Path.of("../../docs/specs/scripts/python/verify.py");

    private final Pipes1Suite suite = new Pipes1Suite();

    @Test
    void a_joiner_and_an_issuer_say_what_the_other_program_says() throws Exception {
        JsonNode vector = committed();
        NotedRandomness joiners = new NotedRandomness(bytes(vector, "joinerEphemeral"), bytes(vector, "joinerKemSeed"));
        NotedRandomness issuers =
                new NotedRandomness(bytes(vector, "issuerEphemeral"), bytes(vector, "issuerKemRandom"));

        JoinScene scene = new JoinScene(
                        known(vector), bytes(vector, "request"), bytes(vector, "answer"), joiners, issuers)
                .play();

        assertThat(scene.psk(known(vector)).bytes())
                .isEqualTo(bytes(vector, "psk").toArray());
        assertThat(scene.callers.said()).isEqualTo(bytes(vector, "preface"));
        assertThat(scene.issuers.said()).isEqualTo(bytes(vector, "reply"));
        assertThat(scene.answered).isEqualTo(bytes(vector, "answer"));
        for (SessionSecret session : new SessionSecret[] {scene.session, scene.door.session}) {
            assertThat(session.toResponder().bytes())
                    .isEqualTo(bytes(vector, "toResponder").toArray());
            assertThat(session.toInitiator().bytes())
                    .isEqualTo(bytes(vector, "toInitiator").toArray());
            assertThat(session.binding()).isEqualTo(bytes(vector, "binding"));
        }
    }

    @Test
    void the_request_of_the_other_program_is_read_checked_and_written_the_same_way_again() throws Exception {
        JsonNode vector = committed();
        NetworkId network = known(vector).network();

        JoinRequest request = JoinRequest.decode(bytes(vector, "request"));

        assertThat(request.candidate().check(suite, network.bytes()).name()).isEqualTo("jo");
        assertThat(request.prekey().isSignedBy(suite, request.candidate().keys().signingKey()))
                .isTrue();
        assertThat(request.prekey().node()).isEqualTo(request.candidate().keys().id(suite, network));
        assertThat(request.encode()).isEqualTo(bytes(vector, "request"));
    }

    @Test
    void what_is_made_here_is_right_to_the_other_program() throws Exception {
        ObjectNode fresh = JSON.createObjectNode();
        freshJoin(fresh.putArray("join"));
        freshHandshake(fresh.putArray("handshake"));
        freshRecords(fresh.putArray("record"));
        freshPacket(fresh.putArray("packet"));
        freshSignature(fresh.putArray("signature"));
        Path file = Path.of("target/fresh-vectors.json");
        Files.writeString(file, fresh.toString());

        assertThat(verified(file.toString())).contains("all right");
        assertThat(verified()).contains("committed", "all right");
    }

    @Test
    void the_other_program_finds_a_mistake() throws Exception {
        ObjectNode wrong = JSON.createObjectNode();
        freshJoin(wrong.putArray("join"));
        ObjectNode vector = (ObjectNode) wrong.at("/join/0");
        byte[] reply = bytes(vector, "reply").toArray();
        reply[reply.length - 1] ^= 1;
        vector.put("reply", Bytes.wrap(reply).hex());
        Path file = Path.of("target/wrong-vectors.json");
        Files.writeString(file, wrong.toString());

        assertThat(verified(file.toString())).contains("is wrong");
    }

    /** What the program says, errors included. */
    private static String verified(String... files) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("python3", PROGRAM.toString());
        builder.command().addAll(java.util.List.of(files));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process program;
        try {
            program = builder.redirectErrorStream(true).start();
        } catch (IOException missing) {
            boolean needed = Boolean.parseBoolean(System.getenv("CI"));
            Assumptions.assumeTrue(needed, "SKIPPED: there is no python3 on this machine");
            throw missing;
        }
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private void freshJoin(ArrayNode out) throws MalformedException {
        JoinScene.Known known = new JoinScene.Known(
                NetworkId.of(random(32)), InvitationId.of(random(16)), secret(), secret(), secret());
        Bytes genesis = random(300);
        Bytes joinSecret = random(32);
        Bytes answer = new CborWriter()
                .writeArray(3)
                .writeUnsigned(0)
                .writeBytes(joinSecret)
                .writeBytes(genesis)
                .toBytes();
        NotedRandomness joiners = new NotedRandomness();
        NotedRandomness issuers = new NotedRandomness();
        JoinScene scene = new JoinScene(known, request(known), answer, joiners, issuers).play();
        SessionSecret session = Objects.requireNonNull(scene.session);
        ObjectNode vector = out.addObject();
        put(vector, "network", known.network().bytes());
        put(vector, "invitation", known.invitation().bytes());
        put(vector, "secret", Bytes.wrap(known.secret().bytes()));
        put(vector, "issuerLink", Bytes.wrap(known.issuerLink().bytes()));
        put(vector, "issuerEphemeral", issuers.handedOut.get(0));
        put(vector, "issuerKemRandom", issuers.handedOut.get(1));
        put(vector, "joinSecret", joinSecret);
        put(vector, "genesis", genesis);
        put(vector, "answer", answer);
        put(vector, "preface", scene.callers.said());
        put(vector, "reply", scene.issuers.said());
        put(vector, session);
    }

    private Bytes request(JoinScene.Known known) throws MalformedException {
        SigningKey node = suite.newSigningKey(new NotedRandomness());
        SigningKey root = suite.newSigningKey(new NotedRandomness());
        NodeKeys keys =
                new NodeKeys(node.publicKey(), suite.linkKey(known.joinerLink()).publicKey());
        Bytes genesis = new IdentityGenesis(root.publicKey(), "fresh", random(16)).encode();
        Person person = new Person(IdentityGenesis.idOf(suite, genesis), "fresh", genesis, root);
        NodeId id = keys.id(suite, known.network());
        Bytes boxKey = suite.newBoxKey(new NotedRandomness()).publicKey();
        return new JoinRequest(
                        Candidate.of(keys, known.network(), person), Prekey.sign(known.network(), id, 1, boxKey, node))
                .encode();
    }

    private record Person(IdentityId id, String name, Bytes genesis, SigningKey root) implements LocalIdentity {
        @Override
        public Bytes sign(Label label, Bytes message) {
            return root.sign(label, message);
        }
    }

    private void freshHandshake(ArrayNode out) throws MalformedException {
        NotedRandomness callers = new NotedRandomness();
        NotedRandomness others = new NotedRandomness();
        KeyPair own = suite.newLinkKey(new NotedRandomness());
        KeyPair other = suite.newLinkKey(new NotedRandomness());
        Bytes prologue = random(40);
        Secret psk = secret();
        Handshake caller = suite.initiate(prologue, own, other.publicKey(), psk, callers);
        Handshake called = suite.respond(prologue, other, psk, others);
        ObjectNode vector = out.addObject();
        put(vector, "prologue", prologue);
        put(vector, "psk", Bytes.wrap(psk.bytes()));
        put(vector, "payload1", Bytes.utf8("one"));
        put(vector, "payload2", Bytes.utf8("two"));
        Bytes first = caller.write(Bytes.utf8("one"));
        called.read(first);
        Bytes second = called.write(Bytes.utf8("two"));
        caller.read(second);
        put(vector, "message1", first);
        put(vector, "message2", second);
        put(vector, caller.secret());
        side(vector.putObject("initiator"), own, callers, "kemSeed");
        side(vector.putObject("responder"), other, others, "kemRandom");
    }

    private static void side(ObjectNode side, KeyPair own, NotedRandomness noted, String kem) {
        put(side, "static", Bytes.wrap(own.secret().bytes()));
        put(side, "ephemeral", noted.handedOut.get(0));
        put(side, kem, noted.handedOut.get(1));
    }

    private void freshRecords(ArrayNode out) {
        for (int counter : new int[] {0, 1, 70_000}) {
            Secret key = secret();
            Bytes plaintext = random(500 + counter % 7);
            byte[] sealed = new byte[plaintext.size() + 16];
            suite.recordCipher(key).seal(counter, plaintext.toArray(), 0, plaintext.size(), sealed, 0);
            ObjectNode vector = out.addObject().put("counter", counter);
            put(vector, "key", Bytes.wrap(key.bytes()));
            put(vector, "plaintext", plaintext);
            put(vector, "record", Bytes.wrap(sealed));
        }
    }

    private void freshPacket(ArrayNode out) {
        Secret epoch = secret();
        Bytes author = random(32);
        Bytes salt = random(32);
        Bytes header = random(90);
        Bytes content = random(700);
        PacketKey key = suite.packetKey(epoch, author, salt);
        ObjectNode vector = out.addObject();
        put(vector, "epoch", Bytes.wrap(epoch.bytes()));
        put(vector, "author", author);
        put(vector, "salt", salt);
        put(vector, "header", header);
        put(vector, "content", content);
        put(vector, "commitment", key.commitment());
        put(vector, "ciphertext", key.seal(header, content));
    }

    private void freshSignature(ArrayNode out) {
        SigningKey signer = suite.newSigningKey(new NotedRandomness());
        Bytes message = random(32);
        ObjectNode vector = out.addObject().put("label", "packet");
        put(vector, "publicKey", signer.publicKey());
        put(vector, "message", message);
        put(vector, "signature", signer.sign(Label.PACKET, message));
    }

    private static void put(ObjectNode vector, SessionSecret session) {
        put(vector, "toResponder", Bytes.wrap(session.toResponder().bytes()));
        put(vector, "toInitiator", Bytes.wrap(session.toInitiator().bytes()));
        put(vector, "binding", session.binding());
    }

    private static void put(ObjectNode vector, String field, Bytes value) {
        vector.put(field, value.hex());
    }

    private static Bytes random(int size) {
        return Bytes.wrap(new NotedRandomness().bytes(size));
    }

    private static Secret secret() {
        return Secret.wrap(random(32).toArray());
    }

    private static JoinScene.Known known(JsonNode vector) {
        return new JoinScene.Known(
                NetworkId.of(bytes(vector, "network")),
                InvitationId.of(bytes(vector, "invitation")),
                Secret.copyOf(bytes(vector, "secret").toArray()),
                Secret.copyOf(bytes(vector, "issuerLink").toArray()),
                Secret.copyOf(bytes(vector, "joinerLink").toArray()));
    }

    private static Bytes bytes(JsonNode vector, String field) {
        return Bytes.hex(vector.get(field).asText());
    }

    private static JsonNode committed() throws IOException {
        try (InputStream in = JoinVectorsTest.class.getResourceAsStream("/spec-vectors/join.json")) {
            return JSON.readTree(Objects.requireNonNull(in));
        }
    }
}
