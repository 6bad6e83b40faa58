// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import java.util.regex.Pattern;

/** Finds lines that must not be written down: with a ticket, the text of a token, or a passphrase. Rather one too many than one too few. */
final class Secrets {
    private static final Pattern SECRET = Pattern.compile(
            // A ticket, also one that somebody has folded or shouted.
            "pipes1[0-9a-z]"
                    // Whoever joins has named a ticket, wherever in the line, even if it has a mistake in it.
                    + "|\\bjoin\\s+\\S"
                    // The text of a token: 64 hexadecimal digits. Ids of packets are written otherwise.
                    + "|[0-9a-f]{40}"
                    // The option names a file, which is no secret.
                    + "|passphrase(?!-file\\b)",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    static boolean in(String line) {
        return SECRET.matcher(line).find();
    }
}
