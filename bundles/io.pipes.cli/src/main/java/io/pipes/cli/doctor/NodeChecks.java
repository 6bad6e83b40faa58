// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.home.Door;
import io.pipes.client.home.Home;
import io.pipes.client.home.NodeProcess;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at Java, the ports and what the node says about itself. */
final class NodeChecks {
    private static final String DISTRIBUTION = "-Dkaraf.home=";
    private static final Duration ASK = Duration.ofSeconds(5);

    private final Home home;

    NodeChecks(Home home) {
        this.home = home;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>(List.of(java()));
        if (NodeProcess.of(home).isEmpty()) {
            checks.add(new PortChecks(home).wanted());
        }
        checks.addAll(node());
        return checks;
    }

    private static Check java() {
        int version = Runtime.version().feature();
        String found = "Java " + System.getProperty("java.version");
        return version >= 17 ? Check.good("java", found + ".") : Check.bad("java", found + "; take 17 or newer.");
    }

    private List<Check> node() {
        try (NodeClient client = Door.open(home)) {
            JsonObject status = JsonObject.from(client.ask("status", JsonObject.empty(), ASK));
            List<Check> checks = new ArrayList<>(
                    List.of(state(status), bundles(status), version(status, System.getProperty("pipes.version", ""))));
            checks.addAll(news(status));
            NodeProcess.of(home).ifPresent(process -> {
                checks.add(heap(status, process));
                checks.addAll(distribution(
                        Proc.ofThisMachine().arguments(process.pid()), System.getProperty("pipes.distribution", "")));
            });
            checks.add(ReachCheck.look(nodes(client)));
            checks.addAll(new PortChecks(home).open(status));
            return checks;
        } catch (ClientException unanswered) {
            return List.of(Check.bad("node", String.valueOf(unanswered.getMessage())));
        }
    }

    private static List<JsonObject> nodes(NodeClient client) {
        return JsonObject.list(client.ask("network.list", JsonObject.empty(), ASK)).stream()
                .map(network -> JsonObject.empty().with("network", network.text("network", "")))
                .flatMap(network -> JsonObject.list(client.ask("node.list", network, ASK)).stream())
                .toList();
    }

    private static Check heap(JsonObject status, NodeProcess process) {
        long most = ProcessChecks.heap(Proc.ofThisMachine().arguments(process.pid()));
        long used = status.number("heapUsedBytes").orElse(0L) >> 20;
        String found = "The node runs on Java " + status.text("javaVersion", "?") + ", " + used + " MiB of its heap"
                + (most == 0 ? "" : " of " + (most >> 20) + " MiB") + " in use.";
        return Check.good("heap", found);
    }

    /** @param own where this program is; empty when it is not known */
    static List<Check> distribution(List<String> arguments, String own) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(DISTRIBUTION))
                .map(argument -> argument.substring(DISTRIBUTION.length()))
                .filter(theirs -> !own.isEmpty() && !theirs.equals(own))
                .map(theirs -> Check.warning(
                        "distribution",
                        "The node runs from " + theirs + ", this program is of " + own
                                + ". Restart the node to bring them together, and leave the old folder until then."))
                .toList();
    }

    private static Check state(JsonObject status) {
        List<String> problems = status.texts("problems");
        String state = status.text("state", "?");
        if (!problems.isEmpty()) {
            return Check.bad("node", String.join(" ", problems));
        }
        String found =
                "It runs, state " + state + ", links: " + status.number("links").orElse(0L) + ".";
        return state.equals("ready") ? Check.good("node", found) : Check.bad("node", found);
    }

    /** What was done by itself since the start; mostly nothing was. */
    static List<Check> news(JsonObject status) {
        return status.texts("news").stream()
                .map(sentence -> Check.good("news", sentence))
                .toList();
    }

    private Check bundles(JsonObject status) {
        List<String> stopped = status.texts("stoppedBundles");
        return stopped.isEmpty()
                ? Check.good("bundles", "All bundles are active.")
                : Check.bad(
                        "bundles",
                        "Not active: " + String.join(", ", stopped) + ". '" + home.command("logs")
                                + "' says why; a restart makes a new start.");
    }

    /** @param own the version of this program; empty when it is not known */
    static Check version(JsonObject status, String own) {
        String running = status.text("version", "");
        return own.isEmpty() || own.equals(running)
                ? Check.good("version", "The node is as new as this program: " + running + ".")
                : Check.warning(
                        "version",
                        "The node runs version " + running + ", this program is " + own
                                + ". Restart the node to bring them together.");
    }
}
