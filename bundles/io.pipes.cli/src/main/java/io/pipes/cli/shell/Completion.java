// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.cli.Program;
import io.pipes.cli.Session;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine.Model.CommandSpec;

/** Completes commands and options, and what the running node has names for. */
final class Completion implements Completer {
    private final CommandSpec root;
    private final Names names;

    Completion(Session session) {
        root = Program.allCommands(session).getCommandSpec();
        names = new Names(session);
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        Place place = Place.behind(root, line.words().subList(0, line.wordIndex()));
        if (line.word().startsWith("-")) {
            add(candidates, place.options());
            return;
        }
        add(candidates, place.commands());
        place.wanted().ifPresent(wanted -> add(candidates, names.of(place, wanted)));
    }

    private static void add(List<Candidate> candidates, List<String> words) {
        words.stream().map(Candidate::new).forEach(candidates::add);
    }
}
