// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Clock;
import io.pipes.base.Disk;
import io.pipes.base.Randomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of one process: the owner's, which stands in the file {@code api-token} of the home, and those the owner created. May be used
 * from any thread.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger("io.pipes.gateway");

    private static final int TOKEN_BYTES = 32;
    private static final int MAX_TOKENS = 1_000;
    private static final int MAX_VERBS = 64;

    /** Characters of a name, a verb or a network; so that what is written can be read again, all tokens together too. */
    private static final int MAX_TEXT = 64;

    private final TokenFile file;
    private final Clock clock;
    private final Randomness randomness;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();

    /** Ids of tokens that were revoked and may still stand in the file, because it could not be written. */
    private final Set<String> unsaved = new HashSet<>();

    private record Watch(Token token, Runnable revoked) {}

    public Tokens(Disk etc, OwnerTokenFile ownerFile, Clock clock, Randomness randomness) throws IOException {
        this.clock = clock;
        this.randomness = randomness;
        file = new TokenFile(etc);
        String owner = ownerFile.readOrCreate(this::newText);
        tokens.add(new Token(Token.OWNER, Token.OWNER, List.of(), Reach.EVERYWHERE, Optional.empty(), hash(owner)));
        tokens.addAll(file.read());
    }

    /** The one that may do everything. */
    public synchronized Token owner() {
        return tokens.get(0);
    }

    /** A token that was just created; its text is shown this once. */
    public record Created(Token token, String text) {
        /** Without the text: whoever reads it in a log could call in the owner's name. */
        @Override
        public String toString() {
            return "Created[" + token + "]";
        }
    }

    public synchronized Created create(String name, List<String> verbs, Reach reach, Optional<Duration> validFor) {
        check(name, verbs, reach);
        if (tokens.size() > MAX_TOKENS) {
            throw new PipesException(
                    PipesException.Code.BUSY, "There are " + MAX_TOKENS + " tokens. Revoke some first.");
        }
        String text = newText();
        String id = HexFormat.of().formatHex(randomness.bytes(6));
        Optional<Instant> expires = validFor.map(duration -> now().plus(duration));
        Token token = new Token(id, name, List.copyOf(verbs), reach, expires, hash(text));
        tokens.add(token);
        try {
            save();
        } catch (PipesException failure) {
            tokens.remove(token);
            throw failure;
        }
        return new Created(token, text);
    }

    private static void check(String name, List<String> verbs, Reach reach) {
        boolean good = verbs.size() <= MAX_VERBS
                && isWritable(name)
                && verbs.stream().allMatch(Tokens::isWritable)
                && reach.network().stream().allMatch(Tokens::isWritable)
                && reach.pipeline().stream().allMatch(Tokens::isWritable);
        if (!good) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A token has a name, at most " + MAX_VERBS
                            + " verbs and perhaps a network and a pipeline, each of 1 to " + MAX_TEXT
                            + " characters.");
        }
    }

    private static boolean isWritable(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_TEXT
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** All but the owner's. A revocation that could not be saved before is saved, if that goes now. */
    public synchronized List<Token> list() {
        if (!unsaved.isEmpty()) {
            try {
                save();
            } catch (PipesException stillNot) {
                LOG.warn("Revoked tokens still stand in etc/tokens.cbor, and would be valid after a restart", stillNot);
            }
        }
        return created();
    }

    private List<Token> created() {
        return tokens.stream().filter(token -> !token.isOwner()).toList();
    }

    /**
     * Ends a token and tells who watches it, even when the home cannot be written: it fails with {@code STORAGE} then, and revoking it again, or
     * another one, saves it.
     */
    public void revoke(String id) {
        List<Runnable> watchers = remove(id);
        try {
            save();
        } finally {
            watchers.forEach(Runnable::run);
        }
    }

    private synchronized List<Runnable> remove(String id) {
        boolean there =
                !id.equals(Token.OWNER) && tokens.removeIf(token -> token.id().equals(id));
        if (there) {
            unsaved.add(id);
        } else if (!unsaved.contains(id)) {
            throw new PipesException(
                    PipesException.Code.NOT_FOUND, "There is no such token. 'pipes token list' shows them.");
        }
        return watches.stream()
                .filter(watch -> watch.token().id().equals(id))
                .map(Watch::revoked)
                .toList();
    }

    /** Runs something when a token is revoked, in the thread that revokes it. */
    public synchronized Cancellable watch(Token token, Runnable revoked) {
        Watch watch = new Watch(token, revoked);
        watches.add(watch);
        return () -> forget(watch);
    }

    private synchronized void forget(Watch watch) {
        watches.remove(watch);
    }

    /** How long from now a token expires, by the wall clock; empty if it never does. */
    public Optional<Duration> timeLeft(Token token) {
        return token.expires().map(end -> Duration.between(now(), end));
    }

    /** The valid token with that text. Every hash is compared in full, so time tells nothing. */
    public synchronized Optional<Token> find(String text) {
        byte[] wanted = hash(text).toArray();
        Token found = null;
        for (Token token : tokens) {
            if (MessageDigest.isEqual(token.hash().toArray(), wanted) && token.isValidAt(now())) {
                found = token;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether a token that was found before is still valid. */
    public synchronized boolean isValid(Token token) {
        return token.isValidAt(now()) && tokens.contains(token);
    }

    private synchronized void save() {
        try {
            file.write(created());
            unsaved.clear();
        } catch (IOException failure) {
            throw new PipesException(
                    PipesException.Code.STORAGE,
                    "The tokens could not be saved: the home cannot be written. Free space or mend its permissions.",
                    failure);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.wallMillis());
    }

    private String newText() {
        return HexFormat.of().formatHex(randomness.bytes(TOKEN_BYTES));
    }

    private static Bytes hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Bytes.utf8(text).update(digest);
            return Bytes.wrap(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
