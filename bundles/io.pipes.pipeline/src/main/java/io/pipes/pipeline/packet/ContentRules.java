// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.base.MalformedException;
import java.nio.charset.StandardCharsets;

/** What content may look like, checked both when it is handed in and when it arrives. */
public final class ContentRules {
    public static final int MAX_TYPE = 100;

    /** Year 9999: times beyond cannot be written as RFC 3339. */
    public static final long MAX_TIME = 253_402_300_799_999L;

    private ContentRules() {}

    /** Refuses what may not be sent. */
    public static void check(Content content) {
        if (content.bytes().size() > Content.MAX_BYTES) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "The message has " + content.bytes().size() + " bytes; at most " + Content.MAX_BYTES
                            + " are possible. Send it in parts.");
        }
        checkTypeOf(content.contentType());
        content.key().ifPresent(ContentRules::checkKey);
    }

    /** Refuses what may not be sent, also with a key. */
    public static void checkWithoutKey(Content content) {
        check(content);
        if (content.key().isPresent()) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "Only what is published to a pipeline has a key. Leave it out, or publish the message.");
        }
    }

    private static void checkKey(String key) {
        if (!isKey(key)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A key is text of 1 to " + Content.MAX_KEY_BYTES + " bytes in UTF-8, without half characters.");
        }
    }

    private static boolean isKey(String key) {
        // Half a character (an unpaired surrogate) does not come back from UTF-8 as it was.
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        return utf8.length >= 1
                && utf8.length <= Content.MAX_KEY_BYTES
                && new String(utf8, StandardCharsets.UTF_8).equals(key);
    }

    /** Refuses what may not be published, also in parts. */
    public static void check(ContentSource source) {
        if (source.size() < 0 || source.size() > ContentSource.MAX_BYTES) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "The message has " + source.size() + " bytes; at most " + ContentSource.MAX_BYTES
                            + " are possible. Send it in parts.");
        }
        checkTypeOf(source.contentType());
    }

    private static void checkTypeOf(String type) {
        if (!isType(type)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The content type must have 1 to 100 printable ASCII characters, for instance text/plain.");
        }
    }

    public static String checkType(String type) throws MalformedException {
        if (!isType(type)) {
            throw new MalformedException("content type is not printable ASCII");
        }
        return type;
    }

    private static boolean isType(String type) {
        if (type.isEmpty() || type.length() > MAX_TYPE) {
            return false;
        }
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c < 0x20 || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
