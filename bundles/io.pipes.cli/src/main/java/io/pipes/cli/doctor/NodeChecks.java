// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.cli.home.Door;
import io.pipes.cli.home.Home;
import io.pipes.cli.home.NodeProcess;
import io.pipes.cli.home.RunInfo;
import io.pipes.cli.launch.Ports;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at Java, the clock, the ports and the node. */
final class NodeChecks {
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CERTAINLY_WRONG = Instant.parse("2100-01-01T00:00:00Z");

    private static final Pattern ADDRESS = Pattern.compile("(?:[a-z]+://)?\\[?([^/\\[\\]]+)]?:([1-9][0-9]{0,4})");

    private final Home home;

    NodeChecks(Home home) {
        this.home = home;
    }

    List<Check> all() {
        return NodeProcess.of(home).isPresent()
                ? List.of(java(), clock(), node())
                : List.of(java(), clock(), ports(), node());
    }

    private static Check java() {
        int version = Runtime.version().feature();
        return new Check(
                "java",
                version >= 17,
                "Java " + System.getProperty("java.version") + (version >= 17 ? "." : "; take 17 or newer."));
    }

    private static Check clock() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        boolean plausible = now.isAfter(RELEASED) && now.isBefore(CERTAINLY_WRONG);
        return new Check(
                "clock",
                plausible,
                "It is " + now + (plausible ? "." : "? Set the clock, or invitations expire wrongly."));
    }

    /** Those the next start wants: what is left out is as it was the last time. */
    private Check ports() {
        Optional<RunInfo> last = RunInfo.read(home);
        List<InetSocketAddress> wanted = List.of(
                address(last.map(RunInfo::console).orElse(""), "127.0.0.1", 7_170),
                address(last.map(RunInfo::listen).orElse(""), "0.0.0.0", 7_171));
        List<InetSocketAddress> taken = wanted.stream()
                .filter(one -> !Ports.isFree(one.getHostString(), one.getPort()))
                .toList();
        String message = taken.isEmpty()
                ? numbers(wanted) + " are free."
                : numbers(taken) + " taken; 'start' takes the next free ones.";
        return new Check("ports", true, message);
    }

    private static String numbers(List<InetSocketAddress> addresses) {
        return addresses.stream().map(one -> Integer.toString(one.getPort())).collect(Collectors.joining(" and "));
    }

    /** @param text with or without a scheme; the usual address is taken for what is no address */
    private static InetSocketAddress address(String text, String usualHost, int usualPort) {
        Matcher parts = ADDRESS.matcher(text);
        return parts.matches() && Integer.parseInt(parts.group(2)) <= 65_535
                ? new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)))
                : new InetSocketAddress(usualHost, usualPort);
    }

    private Check node() {
        try (NodeClient client = Door.open(home)) {
            JsonObject status = JsonObject.from(client.ask("status", JsonObject.empty(), ASK));
            List<String> problems = status.texts("problems");
            boolean ready = status.text("state", "").equals("ready") && problems.isEmpty();
            return new Check(
                    "node",
                    ready,
                    problems.isEmpty()
                            ? "It runs, state " + status.text("state", "?") + ", links: "
                                    + status.number("links").orElse(0L) + "."
                            : String.join(" ", problems));
        } catch (ClientException unanswered) {
            return new Check("node", false, String.valueOf(unanswered.getMessage()));
        }
    }
}
