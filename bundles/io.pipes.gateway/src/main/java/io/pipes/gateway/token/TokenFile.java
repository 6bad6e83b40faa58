// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Created tokens on disk, as hashes. */
final class TokenFile {
    private static final String PATH = "tokens.cbor";
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_VERBS = 64;

    private final Disk etc;

    TokenFile(Disk etc) {
        this.etc = etc;
    }

    List<Token> read() throws IOException {
        if (!etc.exists(PATH)) {
            return List.of();
        }
        try {
            return decode(etc.read(PATH, MAX_BYTES));
        } catch (MalformedException damaged) {
            throw new IOException(
                    "The file etc/tokens.cbor is damaged. Delete it and create the tokens again.", damaged);
        }
    }

    void write(List<Token> tokens) throws IOException {
        etc.replace(PATH, encode(tokens));
    }

    static Bytes encode(List<Token> tokens) {
        CborWriter out = new CborWriter(1_024).writeArray(tokens.size());
        for (Token token : tokens) {
            Optional<String> pipeline = token.reach().pipeline();
            out.writeArray(pipeline.isPresent() ? 7 : 6)
                    .writeText(token.id())
                    .writeText(token.name())
                    .writeArray(token.verbs().size());
            token.verbs().forEach(out::writeText);
            token.reach().network().ifPresentOrElse(out::writeText, out::writeNull);
            token.expires().ifPresentOrElse(time -> out.writeLong(time.toEpochMilli()), out::writeNull);
            out.writeBytes(token.hash());
            pipeline.ifPresent(out::writeText);
        }
        return out.toBytes();
    }

    static List<Token> decode(Bytes stored) throws MalformedException {
        CborReader in = new CborReader(stored);
        List<Token> tokens = new ArrayList<>();
        for (int left = in.readArray(4_096); left > 0; left--) {
            int fields = in.readArray(7);
            String id = in.readText(MAX_TEXT);
            String name = in.readText(MAX_TEXT);
            List<String> verbs = new ArrayList<>();
            for (int verb = in.readArray(MAX_VERBS); verb > 0; verb--) {
                verbs.add(in.readText(MAX_TEXT));
            }
            Optional<String> network = in.skipNull() ? Optional.empty() : Optional.of(in.readText(MAX_TEXT));
            Optional<Instant> expires = in.skipNull()
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(in.readLong(0, Long.MAX_VALUE)));
            Bytes hash = in.readBytesExactly(32);
            tokens.add(new Token(id, name, verbs, reach(network, fields, in), expires, hash));
        }
        in.end();
        return tokens;
    }

    /** Only a token for one pipeline has a seventh field. */
    private static Reach reach(Optional<String> network, int fields, CborReader in) throws MalformedException {
        if (fields < 6 || fields == 7 && network.isEmpty()) {
            throw new MalformedException("a token with " + fields + " fields");
        }
        return new Reach(network, fields == 7 ? Optional.of(in.readText(MAX_TEXT)) : Optional.empty());
    }
}
