// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import io.pipes.client.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/**
 * Results on standard output, everything else on standard error. Programs get compact JSON objects, one per line; people get tables and
 * sentences.
 */
public final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private boolean json;
    private volatile boolean silent;

    public Output(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** To the same streams for another line of a shell: for people, and not silent. */
    public Output again(int columns) {
        Terminal same = new Terminal(
                terminal.interactive(), columns, terminal.errorsInteractive(), terminal.inputInteractive());
        return new Output(out, err, same);
    }

    /** From now on for programs. */
    public void forPrograms() {
        json = true;
    }

    /** Says nothing from now on: the program is being ended, and what fails because of that is no news. */
    public void silence() {
        silent = true;
    }

    public boolean isForPrograms() {
        return json;
    }

    public Terminal terminal() {
        return terminal;
    }

    public void rows(List<JsonObject> rows, Table table, String whenEmpty) {
        if (json) {
            rows.forEach(this::print);
        } else if (rows.isEmpty()) {
            out.println(whenEmpty);
        } else {
            table.lines(rows, terminal.interactive() ? terminal.columns() : Integer.MAX_VALUE)
                    .forEach(out::println);
        }
        out.flush();
    }

    /** One object with its fields below each other. */
    public void card(JsonObject row, Table table) {
        if (json) {
            print(row);
        } else {
            table.card(row).forEach(out::println);
        }
        out.flush();
    }

    /** One object, which people get as that text. */
    public void result(JsonObject row, String forPeople) {
        if (silent) {
            return;
        }
        if (json) {
            print(row);
        } else {
            out.println(Printable.block(forPeople));
        }
        out.flush();
    }

    /** A piece of a content as it is, where standard output is a file. */
    public void bytes(byte[] piece) {
        out.write(piece, 0, piece.length);
        out.flush();
    }

    /** More for people only; programs have it in the object already. */
    public void say(String text) {
        if (!json) {
            out.println(text);
            out.flush();
        }
    }

    /** Something on standard error that is no failure: a warning, or how far long work has come. */
    public void note(String text) {
        if (silent) {
            return;
        }
        err.println(text);
        err.flush();
    }

    /** Asks for something, where a person can type it; the answer is for the caller to read. */
    public void prompt(String question) {
        if (terminal.inputInteractive()) {
            err.print(question);
            err.flush();
        }
    }

    /** A hint for somebody who watches; nothing for a pipe. */
    public void hint(String text) {
        if (!json && terminal.errorsInteractive()) {
            note(text);
        }
    }

    public void failure(String code, String sentence, boolean retry) {
        if (json) {
            JsonObject error = JsonObject.empty()
                    .with("code", code)
                    .with("message", sentence)
                    .with("retry", retry);
            note(JsonObject.empty().with("error", error).toString());
        } else {
            note("pipes: " + Printable.block(sentence));
        }
    }

    /** Whether nobody reads standard output any more. */
    public boolean isClosed() {
        return out.checkError();
    }

    private void print(JsonObject row) {
        out.println(row);
    }
}
