// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a person added to the name of an area: {@code --name value}, or {@code --name} alone for those that are switches. */
public final class Options {
    private final Map<String, String> told = new TreeMap<>();

    private Options() {}

    public static Options parse(String[] arguments, List<String> valued, List<String> switches)
            throws BenchmarkFailure {
        Options options = new Options();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].replaceFirst("^--", "");
            if (switches.contains(name)) {
                options.told.put(name, "");
            } else if (valued.contains(name) && i + 1 < arguments.length) {
                options.told.put(name, arguments[++i]);
            } else {
                throw new BenchmarkFailure("'" + arguments[i] + "' is not understood here. Options: --"
                        + String.join(" VALUE, --", valued) + " VALUE, --" + String.join(", --", switches));
            }
        }
        return options;
    }

    /** All but one, which means something else to another area. */
    public Options without(String name) {
        Options others = new Options();
        others.told.putAll(told);
        others.told.remove(name);
        return others;
    }

    public boolean has(String name) {
        return told.containsKey(name);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(told.get(name));
    }

    public int number(String name, int usual) throws BenchmarkFailure {
        try {
            return text(name).map(Integer::parseInt).orElse(usual);
        } catch (NumberFormatException wrong) {
            throw new BenchmarkFailure("--" + name + " takes a number", wrong);
        }
    }

    /** The Javas to measure on, by {@code --java 17,25}; one that is missing is said aloud and left out. */
    public List<Jvm> jvms() throws BenchmarkFailure {
        List<Jvm> found = new ArrayList<>();
        for (String version : text("java").orElse("17,25").split(",")) {
            Optional<Jvm> jvm = Jvm.find(Integer.parseInt(version));
            if (jvm.isPresent()) {
                found.add(jvm.get());
            } else {
                System.out.println("SKIPPED: there is no Java " + version + " here. Set JAVA" + version + "_HOME.");
            }
        }
        if (found.isEmpty()) {
            throw new BenchmarkFailure("None of the Javas that are wanted is here");
        }
        return found;
    }
}
