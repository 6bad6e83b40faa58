// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.Subscription;
import io.pipes.client.home.Home;
import io.pipes.client.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command works with: what was said globally, where results go, and the node, to which it connects when it is first needed. */
public final class Session {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Globals globals;
    private final Output out;
    private final InputStream in;
    private final Connection connection;

    Session(Globals globals, Output out, InputStream in, Connection connection) {
        this.globals = globals;
        this.out = out;
        this.in = in;
        this.connection = connection;
    }

    /**
     * Runs another line on the same connection, with what was said globally for this one where it says nothing else.
     *
     * @return its exit code
     */
    public int run(Output lineOut, InputStream lineIn, String... words) {
        return new Program(lineOut, lineIn, connection).line(globals.again(), words);
    }

    public Output out() {
        return out;
    }

    /** Standard input. */
    public InputStream in() {
        return in;
    }

    public Home home() {
        Path said = globals.home;
        if (said != null && said.toString().isEmpty()) {
            throw new ClientException("usage", "--home needs a folder; leave it out for ~/.pipes.", false);
        }
        return said == null ? Home.usual() : Home.at(said);
    }

    public NodeClient node() {
        return connection.to(home());
    }

    /** Parameters for a call, with the network if one was said. */
    public JsonObject params() {
        return JsonObject.empty().withIfGiven("network", globals.network);
    }

    /** As {@link #params()}, where a command also takes the network as an argument of its own. */
    public JsonObject params(@Nullable String network) {
        return network == null ? params() : JsonObject.empty().with("network", network);
    }

    public JsonObject ask(String method, JsonObject params) {
        return ask(method, params, PATIENCE);
    }

    public JsonObject ask(String method, JsonObject params, Duration patience) {
        return JsonObject.from(node().ask(method, params, patience));
    }

    public List<JsonObject> askForList(String method, JsonObject params) {
        return JsonObject.list(node().ask(method, params, PATIENCE));
    }

    public Subscription subscribe(String method, JsonObject params) {
        return node().subscribe(method, params, PATIENCE);
    }
}
