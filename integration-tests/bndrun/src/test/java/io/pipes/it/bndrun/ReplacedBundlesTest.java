// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.testkit.api.Collected;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** What bundles find that use the service {@link Pipes} while bundles behind it are replaced. Two containers are members of one network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class ReplacedBundlesTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final String NETWORK = "home";
    private static final String GATEWAY = "io.pipes.gateway";

    private Container north;
    private Container south;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        north = Container.start(folder.resolve("north"), Container.SHARED);
        south = Container.start(folder.resolve("south"), Container.SHARED);
        Network home = get(north.pipes().networks().create(NETWORK, "nora"));
        get(south.pipes().networks().join(get(home.invite()).ticket(), "sam"));
    }

    @AfterAll
    void stop() throws Exception {
        south.close();
        north.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    /** By the service that is there now. */
    private static Network network(Container at) throws Exception {
        return get(at.pipes().networks().find(NETWORK)).orElseThrow();
    }

    private static Callable<Pipeline> pipeline(Container at, String name) {
        return () -> network(at).pipeline(name);
    }

    /** A pipeline that both containers see. */
    private void share(String name) throws Exception {
        get(network(north).pipelines().create(name, PipelineKind.PERSISTENT));
        Collected<PipelineInfo> seen = Collected.all(network(south).pipelines().changes());
        seen.await(all -> all.stream().anyMatch(info -> info.name().equals(name)));
        seen.cancel();
    }

    /** What was said by a program in the north, what it was told of that, and how those fared who listened in the north. */
    private record Told(List<String> acknowledged, List<Throwable> failures, List<Throwable> ends) {}

    /** Replaces a bundle in the north three times while a program there publishes, and others listen. */
    private Told publishAndReadWhileReplacing(String bundle) throws Exception {
        String name = bundle.replace('.', '-');
        share(name);
        Follower here = Follower.of(pipeline(north, name));
        Follower there = Follower.of(pipeline(south, name));
        Speaker speaker = Speaker.begin(pipeline(north, name));
        try (speaker) {
            for (int i = 0; i < 3; i++) {
                speaker.flow(200);
                north.replace(bundle);
            }
            speaker.flow(200);
        }

        List<String> history = Collected.texts(
                Collected.all(network(north).pipeline(name).history(From.START)).end());
        assertThat(history)
                .doesNotHaveDuplicates()
                .containsAll(speaker.acknowledged())
                .isSubsetOf(speaker.said());
        assertThat(here.await(history.size())).isEqualTo(history);
        assertThat(there.await(history.size())).isEqualTo(history);
        assertThat(there.ends()).isEmpty();
        here.cancel();
        there.cancel();
        System.out.println(
                bundle + " replaced three times: " + speaker.acknowledged().size() + " of "
                        + speaker.said().size() + " messages acknowledged, "
                        + here.ends().size() + " subscriptions ended");
        return new Told(speaker.acknowledged(), speaker.failures(), here.ends());
    }

    private static void assertClearAndWorthAnotherTry(List<Throwable> failures) {
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .asInstanceOf(InstanceOfAssertFactories.type(PipesException.class))
                        .satisfies(why -> assertThat(why.code().retry())
                                .as(why.toString())
                                .isTrue())
                        .satisfies(why -> assertThat(why.getMessage()).endsWith(".")));
    }

    @ParameterizedTest
    @ValueSource(strings = {GATEWAY, "io.pipes.client"})
    void another_service_comes_with_another_gateway_and_nothing_is_lost_or_doubled(String bundle) throws Exception {
        Pipes before = north.pipes();

        Told told = publishAndReadWhileReplacing(bundle);

        assertThat(north.pipes()).isNotSameAs(before);
        assertThat(told.ends()).hasSizeGreaterThanOrEqualTo(3);
        assertClearAndWorthAnotherTry(told.ends());
        assertClearAndWorthAnotherTry(told.failures());
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.pipes.pipeline", "io.pipes.transport.tcp"})
    void the_service_goes_on_when_a_feature_is_replaced_and_nothing_is_lost_or_doubled(String bundle) throws Exception {
        Pipes before = north.pipes();

        Told told = publishAndReadWhileReplacing(bundle);

        assertThat(north.pipes()).isSameAs(before);
        assertThat(told.ends()).isEmpty();
        assertClearAndWorthAnotherTry(told.failures());
    }

    @Test
    void what_a_bundle_has_of_the_service_works_until_it_has_let_go_of_it() throws Exception {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        ServiceTracker<Pipes, Pipes> holder = new ServiceTracker<>(north.context(), Pipes.class, null) {
            @Override
            public void removedService(ServiceReference<Pipes> reference, Pipes service) {
                service.status().thenApply(status -> status.ready()).whenComplete((is, failure) -> {
                    if (failure == null) {
                        ready.complete(is);
                    } else {
                        ready.completeExceptionally(failure);
                    }
                });
                super.removedService(reference, service);
            }
        };
        holder.open();
        Pipes held = holder.getService();
        Network network = get(held.networks().find(NETWORK)).orElseThrow();
        Collected<PresenceEvent> events = Collected.all(network.presence().events());

        north.replace(GATEWAY);

        assertThat(get(ready)).isTrue();
        assertThat(events.failure()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure(held.networks().list())).isEqualTo(Code.UNREACHABLE);
        assertThat(failure(network.pipeline("any").publish("x"))).isEqualTo(Code.UNREACHABLE);
        assertThat(get(holder.waitForService(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
                        .networks()
                        .find(NETWORK)))
                .isPresent();
        holder.close();
    }

    private static Code failure(CompletionStage<?> stage) throws Exception {
        try {
            get(stage);
        } catch (PipesException failed) {
            return failed.code();
        }
        throw new AssertionError("It has not failed");
    }

    @Test
    void what_the_old_one_offered_can_be_offered_by_the_new_one_at_once() throws Exception {
        get(network(north).services().offer("which", call -> answer("the old one")));

        north.replace(GATEWAY);
        get(network(north).services().offer("which", call -> answer("the new one")));

        assertThat(get(network(north).services().call("which", Content.text("?")))
                        .content())
                .isEqualTo(Content.text("the new one"));
    }

    private static CompletionStage<Content> answer(String text) {
        return CompletableFuture.completedFuture(Content.text(text));
    }

    @Test
    void what_was_acknowledged_is_there_when_the_container_was_stopped_and_started() throws Exception {
        share("kept");
        Follower there = Follower.of(pipeline(south, "kept"));
        get(network(north).pipeline("kept").publish("before"));

        north.restart();
        get(network(north).pipeline("kept").publish("after"));

        Collected<Message> history =
                Collected.all(network(north).pipeline("kept").history(From.START));
        assertThat(Collected.texts(history.end())).containsExactly("before", "after");
        assertThat(there.await(2)).containsExactly("before", "after");
        there.cancel();
    }
}
