// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The pattern IK with a psk at its start: message 1 is the ephemeral key, the sealed link key and the sealed payload; message 2 the
 * other ephemeral key and the other payload. Each step hashes what went before into the key of the next.
 *
 * <pre>
 *   initiator: BEGUN --write--> ASKED --read--> DONE
 *   responder: BEGUN --read---> ASKED --write-> DONE        a failed read: DEAD
 * </pre>
 */
final class SimulatedHandshake implements Handshake {
    private static final int KEY = SimulatedKeys.BYTES;
    private static final int SEALED_KEY = KEY + Sealing.TAG;

    private enum State {
        BEGUN,
        ASKED,
        DONE,
        DEAD
    }

    private final SimulatedKeys keys;
    private final boolean initiator;
    private final byte[] own;
    private final Bytes ownPublic;
    private final Randomness randomness;
    private @Nullable Bytes remote;
    private byte[] ephemeral = new byte[0];
    private Bytes remoteEphemeral = Bytes.EMPTY;
    private byte[] chain;
    private State state = State.BEGUN;
    private boolean handedOut;

    SimulatedHandshake(
            SimulatedKeys keys,
            boolean initiator,
            Bytes prologue,
            KeyPair own,
            @Nullable Bytes remote,
            Secret psk,
            Randomness randomness) {
        this.keys = keys;
        this.initiator = initiator;
        this.own = own.secret().bytes();
        this.ownPublic = own.publicKey();
        this.remote = remote;
        this.randomness = randomness;
        chain = new KeyedHash(11, 11).add(prologue.toArray()).add(psk.bytes()).bytes();
    }

    @Override
    public Bytes write(Bytes payload) {
        if (payload.size() > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a handshake payload has at most " + MAX_PAYLOAD + " bytes");
        }
        require(initiator ? State.BEGUN : State.ASKED);
        ephemeral = randomness.bytes(KEY);
        Bytes shown = keys.publicOf(ephemeral);
        return initiator ? writeFirst(shown, payload) : writeSecond(shown, payload);
    }

    private Bytes writeFirst(Bytes shown, Bytes payload) {
        mix(shown.toArray());
        mix(keys.agree(ephemeral, remoteLinkKey()));
        Bytes sealedKey = Sealing.under(chain).seal(ownPublic);
        mix(keys.agree(own, remoteLinkKey()));
        Bytes sealed = Sealing.under(chain).seal(payload);
        mix(sealed.toArray());
        state = State.ASKED;
        return joined(shown, sealedKey, sealed);
    }

    private Bytes writeSecond(Bytes shown, Bytes payload) {
        mix(shown.toArray());
        mix(keys.agree(ephemeral, remoteEphemeral));
        mix(keys.agree(ephemeral, remoteLinkKey()));
        Bytes sealed = Sealing.under(chain).seal(payload);
        mix(sealed.toArray());
        state = State.DONE;
        return joined(shown, sealed);
    }

    @Override
    public Bytes read(Bytes message) throws MalformedException {
        require(initiator ? State.ASKED : State.BEGUN);
        State next = initiator ? State.DONE : State.ASKED;
        state = State.DEAD;
        int least = KEY + Sealing.TAG + (initiator ? 0 : SEALED_KEY);
        if (message.size() < least || message.size() > MAX_MESSAGE) {
            throw new MalformedException("handshake message is too short or too long");
        }
        remoteEphemeral = message.slice(0, KEY);
        Bytes payload = initiator ? readSecond(message) : readFirst(message);
        if (payload.size() > MAX_PAYLOAD) {
            throw new MalformedException("handshake payload is too long");
        }
        state = next;
        return payload;
    }

    private Bytes readFirst(Bytes message) throws MalformedException {
        mix(remoteEphemeral.toArray());
        mix(keys.agree(own, remoteEphemeral));
        Bytes claimed = Sealing.under(chain).open(message.slice(KEY, KEY + SEALED_KEY));
        mix(keys.agree(own, claimed));
        Bytes sealed = message.slice(KEY + SEALED_KEY, message.size());
        Bytes payload = Sealing.under(chain).open(sealed);
        mix(sealed.toArray());
        remote = claimed;
        return payload;
    }

    private Bytes readSecond(Bytes message) throws MalformedException {
        mix(remoteEphemeral.toArray());
        mix(keys.agree(ephemeral, remoteEphemeral));
        mix(keys.agree(own, remoteEphemeral));
        Bytes sealed = message.slice(KEY, message.size());
        Bytes payload = Sealing.under(chain).open(sealed);
        mix(sealed.toArray());
        return payload;
    }

    @Override
    public Bytes remoteLinkKey() {
        if (remote == null) {
            throw new IllegalStateException("message 1 has not been read");
        }
        return remote;
    }

    @Override
    public boolean complete() {
        return state == State.DONE;
    }

    @Override
    public SessionSecret secret() {
        require(State.DONE);
        if (handedOut) {
            throw new IllegalStateException("the secret was handed out already");
        }
        handedOut = true;
        return new SessionSecret(Secret.wrap(result(1)), Secret.wrap(result(2)), Bytes.wrap(result(3)));
    }

    private byte[] result(long number) {
        return new KeyedHash(12, number).add(chain).bytes();
    }

    private void mix(byte[] part) {
        chain = new KeyedHash(13, 13).add(chain).add(part).bytes();
    }

    private void require(State needed) {
        if (state != needed) {
            throw new IllegalStateException("the handshake is " + state + ", not " + needed);
        }
    }

    private static Bytes joined(Bytes... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Bytes part : parts) {
            joined.writeBytes(part.toArray());
        }
        return Bytes.wrap(joined.toByteArray());
    }

    @Override
    public String toString() {
        return "SimulatedHandshake[***]";
    }
}
