// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import java.io.InputStream;
import java.util.List;

/**
 * One line of a shell.
 *
 * @param words without the name of the program, which hints have in front
 */
record Line(List<String> words) {
    /** A comment may hold whatever it likes, also half a quotation. */
    static Line of(String text) {
        if (text.stripLeading().startsWith("#")) {
            return new Line(List.of());
        }
        List<String> words = Words.of(text);
        boolean named = !words.isEmpty() && words.get(0).equals("pipes");
        return new Line(named ? words.subList(1, words.size()) : words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    boolean isExit() {
        return words.size() == 1 && words.get(0).equals("exit");
    }

    int run(Session session, Output out, InputStream in) {
        if (words.get(0).equals("shell")) {
            return refuse(out, new ClientException("usage", "This is the shell already; 'exit' ends it.", false));
        }
        return session.run(out, in, words.toArray(String[]::new));
    }

    static int refuse(Output out, ClientException trouble) {
        out.failure(trouble.code(), String.valueOf(trouble.getMessage()), trouble.retry());
        return ExitCode.of(trouble.code());
    }
}
