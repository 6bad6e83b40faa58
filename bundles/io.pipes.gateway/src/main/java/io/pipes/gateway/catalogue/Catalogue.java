// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All there is: who adds a method adds it to its noun here, and tests hold it against the node.
 *
 * @param nouns in the order in which they are read
 */
public record Catalogue(List<Noun> nouns) {
    public Catalogue {
        nouns = List.copyOf(nouns);
    }

    /** What this version of the API has. */
    public static Catalogue ofThisApi() {
        return new Catalogue(List.of(
                ProcessNoun.noun(),
                IdentityNoun.noun(),
                NetworkNoun.noun(),
                NodeNoun.noun(),
                PipelineNoun.noun(),
                ContentNoun.noun(),
                ArchiveNoun.noun(),
                StateNoun.noun(),
                MessageNoun.noun(),
                ServiceNoun.noun(),
                PresenceNoun.noun(),
                SubscriptionNoun.noun(),
                CallNoun.noun(),
                StoreNoun.noun(),
                BackupNoun.noun(),
                TokenNoun.noun()));
    }

    public Stream<Entry> methods() {
        return nouns.stream().flatMap(noun -> noun.methods().stream());
    }

    public Optional<Entry> method(String name) {
        return methods().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** What clients are told, each once. */
    public List<Notice> notices() {
        Map<String, Notice> notices = new LinkedHashMap<>();
        methods().flatMap(entry -> entry.notices().stream()).forEach(notice -> keep(notices, notice.name(), notice));
        return List.copyOf(notices.values());
    }

    /** Everything that has a name, in order of names. */
    List<Shape> shapes() {
        Map<String, Shape> shapes = new TreeMap<>();
        collect(shapes, Errors.ERROR);
        methods().flatMap(Entry::shapes).forEach(shape -> collect(shapes, shape));
        return List.copyOf(shapes.values());
    }

    private static void collect(Map<String, Shape> shapes, Shape shape) {
        keep(shapes, shape.name(), shape);
        shape.parts().forEach(part -> collect(shapes, part));
    }

    private static <T> void keep(Map<String, T> all, String name, T one) {
        T before = all.putIfAbsent(name, one);
        if (before != null && !before.equals(one)) {
            throw new IllegalArgumentException("Two things are called " + name);
        }
    }
}
