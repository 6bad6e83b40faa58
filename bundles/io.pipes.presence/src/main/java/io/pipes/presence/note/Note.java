// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.note;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.local.LocalPresence;
import io.pipes.spi.node.Router;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a node lets all others know about itself, and nobody has checked. A CBOR map: 1 is the status, 2 the list of capabilities; what is
 * empty is left out, and other keys, which a newer version may write, are passed over.
 *
 * @param status at most {@link LocalPresence#MAX_STATUS} printable characters
 * @param capabilities names in order, each once
 */
public record Note(String status, List<String> capabilities) {
    /** Nothing said. */
    public static final Note EMPTY = new Note("", List.of());

    private static final int STATUS = 1;
    private static final int CAPABILITIES = 2;
    private static final int MAX_KEYS = 16;
    private static final int MAX_KEY = 255;
    private static final int MAX_STATUS_BYTES = 3 * LocalPresence.MAX_STATUS;
    private static final int MAX_CAPABILITIES = 32;
    private static final int MAX_CAPABILITY = 32;

    /** What surrounds the capabilities, the longest status included. */
    private static final int FRAME_BYTES = 8;

    public Note {
        capabilities = List.copyOf(capabilities);
    }

    /** As much of it as a router takes: capabilities beyond that are left out. */
    public static Note of(String status, Collection<String> features) {
        int room = Router.MAX_NOTE_BYTES - FRAME_BYTES - utf8(status);
        List<String> capabilities = new ArrayList<>();
        for (String feature : new TreeSet<>(features)) {
            room -= 2 + feature.length();
            if (room < 0 || capabilities.size() == MAX_CAPABILITIES) {
                break;
            }
            if (isCapability(feature)) {
                capabilities.add(feature);
            }
        }
        return new Note(status, capabilities);
    }

    /** Whether a text may be a status. */
    public static boolean isStatus(String text) {
        return text.length() <= 2 * LocalPresence.MAX_STATUS
                && text.codePointCount(0, text.length()) <= LocalPresence.MAX_STATUS
                && text.codePoints().allMatch(Note::isPrintable)
                && utf8(text) <= MAX_STATUS_BYTES;
    }

    /** What moves the cursor, ends a line or turns it around is not printable; the joiners that emoji need are. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> c == 0x200d || c == 0x200c;
            default -> true;
        };
    }

    private static boolean isCapability(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_CAPABILITY
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-');
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As it travels. */
    public Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeMap((status.isEmpty() ? 0 : 1) + (capabilities.isEmpty() ? 0 : 1));
        if (!status.isEmpty()) {
            out.writeUnsigned(STATUS).writeText(status);
        }
        if (!capabilities.isEmpty()) {
            out.writeUnsigned(CAPABILITIES).writeArray(capabilities.size());
            capabilities.forEach(out::writeText);
        }
        return out.toBytes();
    }

    /** @throws MalformedException also for what is well-formed and no honest node says */
    public static Note read(Bytes bytes) throws MalformedException {
        if (bytes.size() > Router.MAX_NOTE_BYTES) {
            throw new MalformedException("note is too long");
        }
        CborReader in = new CborReader(bytes);
        String status = "";
        List<String> capabilities = List.of();
        int pairs = in.readMap(MAX_KEYS);
        for (int i = 0; i < pairs; i++) {
            switch (in.readInt(0, MAX_KEY)) {
                case STATUS -> status = readStatus(in);
                case CAPABILITIES -> capabilities = readCapabilities(in);
                default -> in.skip();
            }
        }
        in.end();
        return new Note(status, capabilities);
    }

    private static String readStatus(CborReader in) throws MalformedException {
        String status = in.readText(MAX_STATUS_BYTES);
        if (!isStatus(status)) {
            throw new MalformedException("status is too long or not printable");
        }
        return status;
    }

    private static List<String> readCapabilities(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_CAPABILITIES);
        List<String> capabilities = new ArrayList<>(count);
        String before = "";
        for (int i = 0; i < count; i++) {
            String capability = in.readText(MAX_CAPABILITY);
            if (!isCapability(capability) || capability.compareTo(before) <= 0) {
                throw new MalformedException("capabilities are no names, or not in order");
            }
            capabilities.add(capability);
            before = capability;
        }
        return capabilities;
    }
}
