// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;

/** What the running node has names for, where a command wants one of them. Without a node there are none. */
final class Names {
    /** Nobody waits longer for a completion. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** These take a name that is not there yet, or of something else. */
    private static final Set<String> OTHER_NAMES = Set.of("pipeline create", "pipeline import");

    private final Session session;

    Names(Session session) {
        this.session = session;
    }

    List<String> of(Place place, ArgSpec wanted) {
        return switch (wanted.paramLabel()) {
            case "NETWORK" -> ask("network.list", JsonObject.empty());
            case "IDENTITY" -> ask("identity.list", JsonObject.empty());
            case "NODE" -> ask("node.list", in(place.network()));
            case "PIPELINE" -> ask("pipeline.list", in(place.network()));
            case "NAME" -> isPipeline(place.command()) ? ask("pipeline.list", in(place.network())) : List.of();
            default -> choices(wanted.paramLabel());
        };
    }

    /** In {@code pipes pipeline ...} the name is the pipeline's. */
    private static boolean isPipeline(String command) {
        return command.startsWith("pipeline ") && !OTHER_NAMES.contains(command);
    }

    private JsonObject in(Optional<String> network) {
        return network.map(name -> JsonObject.empty().with("network", name)).orElseGet(session::params);
    }

    private List<String> ask(String method, JsonObject params) {
        try {
            return JsonObject.list(session.node().ask(method, params, PATIENCE)).stream()
                    .map(row -> row.text("name", ""))
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
        } catch (ClientException noneNow) {
            return List.of();
        }
    }

    /** Labels such as {@code on|off} say all there is. */
    private static List<String> choices(String label) {
        return label.contains("|") ? List.of(label.split("\\|")) : List.of();
    }
}
