// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.cli.home.RunInfo;
import io.pipes.cli.launch.Ports;
import io.pipes.client.home.Home;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at the two ports of a node: those that a start will want, or those that are open. */
final class PortChecks {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final Pattern ADDRESS = Pattern.compile("(?:[a-z]+://)?\\[?([^/\\[\\]]+)]?:([1-9][0-9]{0,4})");

    private final Home home;

    PortChecks(Home home) {
        this.home = home;
    }

    /** Those the next start wants: what is left out is as it was the last time. */
    Check wanted() {
        Optional<RunInfo> last = RunInfo.read(home);
        List<InetSocketAddress> wanted = List.of(
                address(last.map(RunInfo::console).orElse(""), "127.0.0.1", 7_170),
                address(last.map(RunInfo::listen).orElse(""), "0.0.0.0", 7_171));
        List<InetSocketAddress> taken = wanted.stream()
                .filter(one -> !Ports.isFree(one.getHostString(), one.getPort()))
                .toList();
        return taken.isEmpty()
                ? Check.good("ports", numbers(wanted) + " are free.")
                : Check.warning("ports", numbers(taken) + " taken; 'start' takes the next free ones.");
    }

    /** Those of a node that runs. */
    List<Check> open(JsonObject status) {
        List<Check> checks = new ArrayList<>();
        status.texts("listen").forEach(listener -> checks.add(listener(address(listener, "127.0.0.1", 7_171))));
        if (checks.isEmpty()) {
            checks.add(Check.warning("listener", "The node listens nowhere, so it only finds those who listen."));
        }
        checks.add(console(address(status.text("console", ""), "127.0.0.1", 7_170)));
        return checks;
    }

    private static Check listener(InetSocketAddress at) {
        String name = "Port " + at.getPort();
        if (!accepts(at)) {
            return Check.bad(
                    "listener",
                    name + ", where other nodes connect, does not answer on this machine. Does a firewall close it?");
        }
        return Check.good(
                "listener",
                isEverywhere(at)
                        ? name + " answers, on all interfaces: whoever reaches this machine reaches it."
                        : name + " answers, on " + at.getHostString() + " only.");
    }

    private static Check console(InetSocketAddress at) {
        return isEverywhere(at) || !isLoopback(at)
                ? Check.warning(
                        "console",
                        "The API listens on " + at.getHostString()
                                + ", so other machines can try tokens, and read along. 'start --console 127.0.0.1:"
                                + at.getPort() + "' keeps it to this machine.")
                : Check.good("console", "The API answers, to this machine only.");
    }

    private static boolean accepts(InetSocketAddress at) {
        String host = isEverywhere(at) ? "127.0.0.1" : at.getHostString();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, at.getPort()), PATIENCE_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean isEverywhere(InetSocketAddress at) {
        return at.getHostString().equals("0.0.0.0") || at.getHostString().equals("::");
    }

    private static boolean isLoopback(InetSocketAddress at) {
        InetSocketAddress resolved = new InetSocketAddress(at.getHostString(), at.getPort());
        return !resolved.isUnresolved() && resolved.getAddress().isLoopbackAddress();
    }

    private static String numbers(List<InetSocketAddress> addresses) {
        return addresses.stream().map(one -> Integer.toString(one.getPort())).collect(Collectors.joining(" and "));
    }

    /** @param text with or without a scheme; the usual address is taken for what is no address */
    private static InetSocketAddress address(String text, String usualHost, int usualPort) {
        Matcher parts = ADDRESS.matcher(text);
        return parts.matches() && Integer.parseInt(parts.group(2)) <= 65_535
                ? InetSocketAddress.createUnresolved(parts.group(1), Integer.parseInt(parts.group(2)))
                : InetSocketAddress.createUnresolved(usualHost, usualPort);
    }
}
