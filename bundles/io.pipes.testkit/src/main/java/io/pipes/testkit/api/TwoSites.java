// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.api;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.network.Invitation;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two sites that are members of one network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoSites {
    static final long PATIENCE_SECONDS = 60;

    PipesSite north;
    PipesSite south;
    Network atNorth;
    Network atSouth;

    /** A process in a fresh home. */
    protected abstract PipesSite open(Path home) throws Exception;

    @BeforeAll
    void begin(@TempDir Path folder) throws Exception {
        north = open(folder.resolve("north"));
        south = open(folder.resolve("south"));
        atNorth = get(north.pipes().networks().create("home", "nora"));
        Invitation invitation = get(atNorth.invite());
        atSouth = get(south.pipes().networks().join(invitation.ticket(), "sam"));
    }

    @AfterAll
    void end() throws Exception {
        south.close();
        north.close();
    }

    protected static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    static Code failure(CompletionStage<?> stage) throws Exception {
        try {
            get(stage);
        } catch (PipesException failed) {
            return failed.code();
        } catch (CompletionException failed) {
            return ((PipesException) failed.getCause()).code();
        }
        throw new AssertionError("It has not failed");
    }

    /** A pipeline that both sites see. */
    Pipeline shared(String name, PipelineKind kind) throws Exception {
        return shared(atNorth, atSouth, name, kind);
    }

    /** A pipeline that two members see, of which the first makes it. */
    static Pipeline shared(Network one, Network other, String name, PipelineKind kind) throws Exception {
        Pipeline pipeline = get(one.pipelines().create(name, kind));
        Collected<PipelineInfo> seen = Collected.all(other.pipelines().changes());
        seen.await(all -> all.stream().anyMatch(info -> info.name().equals(name)));
        seen.cancel();
        return pipeline;
    }

    /** Nobody is in it afterwards: an only owner may not go before the others. */
    static void dissolve(Network owner, Network other) throws Exception {
        get(owner.revoke(other.node()));
        get(owner.leave());
        get(other.leave());
    }

    static List<String> numbered(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + i).toList();
    }
}
