// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Calls by somebody with a good token: each documented parameter of each documented method with values of every wrong kind. */
final class HostileCalls {
    private static final Path PAGE = Path.of("../../docs/api/methods.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+(?:\\.[a-z]+)?)` \\|([^|]*)\\|");
    private static final Pattern PARAMETER = Pattern.compile("`([a-zA-Z0-9]+)\\??`");

    /** These do what they are told, even when it is to end everything. */
    private static final List<String> OBEDIENT = List.of("node.stop", "auth");

    private static final List<Object> VALUES = Arrays.asList(
            null,
            true,
            -1,
            Long.MAX_VALUE,
            BigInteger.ONE.shiftLeft(63),
            1e300,
            "",
            "\u0000\u001b[31m\u202e",
            "x".repeat(70_000),
            "../../etc/passwd",
            "9223372036854775808",
            List.of(),
            List.of(List.of(1), "a"),
            Map.of("a", Map.of()));

    private HostileCalls() {}

    record Call(String method, String parameter, Object value) {
        Object[] parameters() {
            // With a network that there is not, nothing is left or revoked by accident.
            boolean aimed = parameter.equals("network");
            return aimed
                    ? new Object[] {parameter, value}
                    : new Object[] {"network", "no-such-network", parameter, value};
        }

        @Override
        public String toString() {
            String shown = String.valueOf(value);
            return method + " " + parameter + "=" + shown.substring(0, Math.min(40, shown.length()));
        }
    }

    static List<Call> all() throws IOException {
        List<Call> calls = new ArrayList<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .filter(row -> !OBEDIENT.contains(row.group(1)))
                .forEach(row -> calls.addAll(of(row)));
        return calls;
    }

    private static List<Call> of(MatchResult row) {
        String method = row.group(1);
        return PARAMETER
                .matcher(row.group(2))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .filter(parameter -> !(method.equals("network.leave") && parameter.equals("network")))
                .flatMap(parameter -> VALUES.stream().map(value -> new Call(method, parameter, value)))
                .toList();
    }
}
