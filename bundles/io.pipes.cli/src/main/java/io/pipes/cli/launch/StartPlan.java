// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.cli.home.RunInfo;
import io.pipes.client.ClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node will be started: what was said, else as the last time, else the usual. What was said explicitly must be possible; other
 * ports move to the next free one.
 *
 * @param unlocking where the passphrase of the keys comes from
 * @param moved what the person should know about ports that moved
 */
record StartPlan(
        String console, String listen, String discovery, String peering, Unlocking unlocking, List<String> moved) {
    private static final String TCP = "tcp://";
    private static final Endpoint USUAL_CONSOLE = new Endpoint("127.0.0.1", 7170);
    private static final Endpoint USUAL_LISTEN = new Endpoint("0.0.0.0", 7171);

    static StartPlan of(StartOptions options, Optional<RunInfo> last, PortClaims claims) {
        List<String> moved = new ArrayList<>();
        Endpoint listen = options.listen() != null
                ? exactly(tcp(options.listen()), "other nodes", "--listen", claims)
                : free(
                        last.map(info -> tcp(info.listen())),
                        USUAL_LISTEN,
                        USUAL_CONSOLE.port(),
                        "the door for other nodes",
                        moved,
                        claims);
        Endpoint console = options.console() != null
                ? exactly(console(options.console()), "the API", "--console", claims)
                : free(
                        last.map(info -> console(info.console())),
                        USUAL_CONSOLE,
                        USUAL_LISTEN.port(),
                        "the API",
                        moved,
                        claims);
        if (listen.overlaps(console)) {
            throw new ClientException(
                    "usage",
                    "--listen and --console cannot both have port " + console.port()
                            + ". Give one of them another, or leave it out.",
                    false);
        }
        return new StartPlan(
                console.toString(),
                TCP + listen,
                choice("--discovery", options.discovery(), last.map(RunInfo::discovery), "on", "off"),
                choice("--peering", options.peering(), last.map(RunInfo::peering), "auto", "manual"),
                Unlocking.of(options, last, System.getenv()),
                moved);
    }

    private static Endpoint tcp(String address) {
        String example = "tcp://0.0.0.0:7171";
        if (!address.startsWith(TCP)) {
            throw Endpoint.malformed(address, "--listen", example);
        }
        return Endpoint.parse(address.substring(TCP.length()), "--listen", example);
    }

    private static Endpoint console(String address) {
        return Endpoint.parse(address, "--console", "127.0.0.1:7170");
    }

    private static Endpoint exactly(Endpoint wanted, String what, String option, PortClaims claims) {
        if (!wanted.isFree()) {
            throw new ClientException(
                    "address_in_use",
                    "Port " + wanted.port() + " on " + wanted.host() + ", wanted for " + what
                            + ", is taken by another program or not an address of this machine. Choose another with "
                            + option + ", or leave it out.",
                    false);
        }
        return wanted.port() == 0 ? new Endpoint(wanted.host(), 20_000).nextFree(0, claims) : wanted;
    }

    private static Endpoint free(
            Optional<Endpoint> last, Endpoint usual, int except, String what, List<String> moved, PortClaims claims) {
        Endpoint wanted = last.orElse(usual);
        Endpoint found = wanted.nextFree(except, claims);
        if (found.port() != wanted.port()) {
            moved.add("Port " + wanted.port() + " is taken, so " + what + " has port " + found.port() + ".");
        }
        return found;
    }

    private static String choice(
            String option, @Nullable String said, Optional<String> last, String usual, String other) {
        String chosen = said != null ? said : last.orElse(usual);
        if (!chosen.equals(usual) && !chosen.equals(other)) {
            throw new ClientException(
                    "usage", option + " is " + usual + " or " + other + ", not '" + chosen + "'.", false);
        }
        return chosen;
    }
}
