// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Answer;
import io.pipes.base.Bytes;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Requests and answers between real nodes over real links and circuits. */
class ServicesTest {
    private static final Duration HANG = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofSeconds(3);

    /** Node 1 lies between node 0 and node 2, which cannot connect to each other. */
    private static SimulatedPipes line() {
        SimulatedPipes pipes = SimulatedPipes.network(3).seed(1).start();
        pipes.cut(pipes.node(0), pipes.node(2));
        pipes.pass(Duration.ofSeconds(30));
        return pipes;
    }

    private static List<Clerk> clerks(SimulatedPipes pipes) {
        return pipes.nodes().stream().map(node -> new Clerk(pipes, node)).toList();
    }

    @Test
    void who_is_two_hops_away_is_listed_and_called() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(2).offer("weather");

            String far = pipes.node(2).name();
            assertThat(pipes.until(() -> clerks.get(0).list().equals(List.of("weather " + far + " 2")), HANG))
                    .isTrue();
            Answer answer = pipes.done(clerks.get(0).call("weather", "rain?"));

            assertThat(Clerk.text(answer.content())).isEqualTo("rain? at " + far);
            assertThat(answer.node()).isEqualTo(pipes.node(2).id());
            assertThat(clerks.get(2).calls.get(0).caller())
                    .isEqualTo(pipes.node(0).id());
            assertThat(clerks.get(2).calls.get(0).left()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        }
    }

    @Test
    void what_is_offered_no_more_is_listed_no_more_and_not_found() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            Registration offer = clerks.get(2).offer("weather");
            pipes.pass(MOMENT);
            offer.close();
            pipes.pass(MOMENT);

            assertThat(clerks.get(0).list()).isEmpty();
            assertThat(clerks.get(0).ask("weather", "rain?")).isEqualTo("not_found");
        }
    }

    @Test
    void who_is_removed_offers_nothing_any_more_and_is_not_answered() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(2).offer("weather");
            clerks.get(1).offer("time");
            clerks.get(1).slow = true;
            pipes.pass(MOMENT);
            CompletableFuture<Answer> open = clerks.get(2).call("time", "now?");
            pipes.until(() -> clerks.get(1).calls.size() == 1, HANG);

            pipes.done(pipes.node(0).network().revoke(pipes.node(2).id()));
            pipes.pass(Duration.ofSeconds(20));

            assertThat(clerks.get(0).list())
                    .containsExactly("time " + pipes.node(1).name() + " 1");
            assertThat(clerks.get(0).ask("weather", "rain?")).isEqualTo("not_found");
            assertThat(clerks.get(2).result(open)).isNotEqualTo("noon");
        }
    }

    @Test
    void the_nearest_is_called_and_those_who_are_equally_near_in_turn() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(0).offer("weather");
            clerks.get(2).offer("weather");
            pipes.pass(MOMENT);

            assertThat(clerks.get(0).ask("weather", "rain?"))
                    .isEqualTo("rain? at " + pipes.node(0).name());
            clerks.get(0).calls.clear();
            for (int i = 0; i < 4; i++) {
                clerks.get(1).ask("weather", "rain " + i + "?");
            }
            assertThat(clerks.get(0).calls).hasSize(2);
            assertThat(clerks.get(2).calls).hasSize(2);
        }
    }

    @Test
    void who_cannot_be_reached_makes_room_for_the_next() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(1).offer("weather");
            clerks.get(2).offer("weather");
            pipes.pass(MOMENT);
            pipes.node(1).crash();

            assertThat(clerks.get(0).list())
                    .first()
                    .asString()
                    .startsWith("weather " + pipes.node(1).name());
            assertThat(clerks.get(2).ask("weather", "rain?"))
                    .isEqualTo("rain? at " + pipes.node(2).name());
        }
    }

    @Test
    void nobody_offers_it_nobody_can_be_reached_nobody_answers_in_time() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(1).offer("time");
            clerks.get(2).offer("weather");
            clerks.get(1).slow = true;
            pipes.pass(MOMENT);

            assertThat(clerks.get(0).ask("moon", "?")).isEqualTo("not_found");
            assertThat(clerks.get(0).ask("time", "?")).isEqualTo("timed_out");
            pipes.node(2).crash();
            pipes.pass(Duration.ofMinutes(1));
            assertThat(clerks.get(0).list()).contains("weather " + pipes.node(2).name() + " -1");
            assertThat(clerks.get(0).ask("weather", "?")).isEqualTo("unreachable");
        }
    }

    @Test
    void who_is_named_and_does_not_offer_it_has_been_reached_all_the_same() {
        try (SimulatedPipes pipes = line()) {
            CompletableFuture<Answer> call = new Clerk(pipes, pipes.node(0))
                    .call("moon", Optional.of(pipes.node(2).id()), "?", Duration.ofSeconds(10));

            assertThat(sentence(pipes, call)).startsWith("not_found: ");
        }
    }

    @Test
    void a_mebibyte_goes_both_ways_over_two_hops() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            Content large = new Content("application/octet-stream", Bytes.wrap(new byte[Content.MAX_BYTES]));
            pipes.done(clerks.get(2)
                    .services()
                    .offer("echo", new TreeMap<>(), call -> CompletableFuture.completedFuture(call.request())));
            pipes.pass(MOMENT);

            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(clerks.get(0)
                        .services()
                        .call("echo", Optional.empty(), large, Duration.ofMinutes(2))
                        .toCompletableFuture());
            }

            for (CompletableFuture<Answer> call : calls) {
                assertThat(pipes.done(call).content()).isEqualTo(large);
            }
        }
    }

    @Test
    void a_partition_during_a_call_neither_loses_it_nor_does_it_twice() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(2).offer("weather");
            clerks.get(2).slow = true;
            pipes.pass(MOMENT);
            CompletableFuture<Answer> call =
                    clerks.get(0).call("weather", Optional.empty(), "rain?", Duration.ofMinutes(10));
            pipes.until(() -> clerks.get(2).calls.size() == 1, HANG);

            pipes.cut(pipes.node(2));
            pipes.pass(Duration.ofMinutes(1));
            clerks.get(2).answerAll("yes");
            pipes.pass(Duration.ofMinutes(1));
            assertThat(call).isNotDone();
            pipes.heal();

            assertThat(clerks.get(0).result(call)).isEqualTo("yes");
            assertThat(clerks.get(2).asked()).containsExactly("rain?");
        }
    }

    @Test
    void a_node_that_starts_anew_is_not_asked_to_do_it_twice() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(1).offer("weather");
            clerks.get(1).slow = true;
            pipes.pass(MOMENT);
            CompletableFuture<Answer> call =
                    clerks.get(0).call("weather", Optional.empty(), "rain?", Duration.ofMinutes(10));
            pipes.until(() -> clerks.get(1).calls.size() == 1, HANG);

            pipes.node(1).crash();
            pipes.node(1).restart();
            pipes.until(() -> pipes.node(1).isRunning() && pipes.node(1).isConnected(), HANG);
            clerks.get(1).offer("weather");

            assertThat(clerks.get(0).result(call)).isEqualTo("timed_out");
            assertThat(clerks.get(1).asked()).containsExactly("rain?");
        }
    }

    @Test
    void a_feature_that_is_replaced_under_calls_does_each_at_most_once_and_takes_new_ones() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(2).offer("weather");
            clerks.get(2).slow = true;
            pipes.pass(MOMENT);
            CompletableFuture<Answer> begun =
                    clerks.get(0).call("weather", Optional.empty(), "begun", Duration.ofMinutes(1));
            pipes.until(() -> clerks.get(2).calls.size() == 1, HANG);

            pipes.node(2).replaceServices();
            CompletableFuture<Answer> between =
                    clerks.get(0).call("weather", Optional.empty(), "between", Duration.ofMinutes(1));
            clerks.get(2).slow = false;
            clerks.get(2).offer("weather");

            assertThat(clerks.get(0).result(begun)).isEqualTo("timed_out");
            assertThat(clerks.get(0).result(between))
                    .isEqualTo("between at " + pipes.node(2).name());
            assertThat(clerks.get(2).asked()).containsExactly("begun", "between");
        }
    }

    @Test
    void a_network_at_rest_says_nothing_about_services() {
        try (SimulatedPipes pipes = line()) {
            clerks(pipes).get(2).offer("weather");
            pipes.pass(Duration.ofMinutes(1));
            List<String> said = new ArrayList<>();
            pipes.tap(new Tap() {
                @Override
                public void said(TappedExchange exchange, Bytes message) {
                    if (exchange.protocol().startsWith("service")) {
                        said.add(exchange.protocol());
                    }
                    exchange.pass(message);
                }
            });

            pipes.pass(Duration.ofMinutes(10));

            assertThat(said).isEmpty();
        }
    }

    @Test
    void who_joins_later_hears_of_all_services() {
        try (SimulatedPipes pipes = line()) {
            clerks(pipes).get(2).offer("weather");
            pipes.pass(MOMENT);

            SimulatedNode guest = pipes.add();
            pipes.join(guest);
            Clerk clerk = new Clerk(pipes, guest);

            assertThat(pipes.until(() -> clerk.list().size() == 1, HANG)).isTrue();
            assertThat(clerk.ask("weather", "rain?"))
                    .isEqualTo("rain? at " + pipes.node(2).name());
        }
    }

    @Test
    void a_name_is_offered_once_on_a_node_and_there_are_at_most_64() {
        try (SimulatedPipes pipes = line()) {
            Clerk clerk = new Clerk(pipes, pipes.node(0));
            clerk.offer("weather");

            assertThat(refusal(pipes, clerk, "weather")).isEqualTo(PipesException.Code.ALREADY_EXISTS);
            assertThat(refusal(pipes, clerk, "We ather")).isEqualTo(PipesException.Code.INVALID_ARGUMENT);
            for (int i = 1; i < 64; i++) {
                clerk.offer("service" + i);
            }
            assertThat(refusal(pipes, clerk, "one-more")).isEqualTo(PipesException.Code.BUSY);
            assertThat(pipes.until(() -> new Clerk(pipes, pipes.node(2)).list().size() == 64, HANG))
                    .isTrue();
        }
    }

    static PipesException.Code refusal(SimulatedPipes pipes, Clerk clerk, String service) {
        try {
            pipes.done(clerk.services()
                    .offer(service, new TreeMap<>(), call -> CompletableFuture.completedFuture(call.request())));
            throw new AssertionError("nothing refuses it");
        } catch (PipesException refused) {
            return refused.code();
        } catch (CompletionException refused) {
            return ((PipesException) refused.getCause()).code();
        }
    }

    @Test
    void who_has_256_calls_waits_until_some_are_answered_or_given_up() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            clerks.get(1).slow = true;
            for (int i = 0; i < 6; i++) {
                clerks.get(1).offer("slow" + i);
            }
            pipes.pass(MOMENT);
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                calls.add(clerks.get(0).call("slow" + i % 6, Optional.empty(), "?", Duration.ofMinutes(5)));
            }
            pipes.pass(MOMENT);
            assertThat(clerks.get(1).calls).hasSize(256);
            assertThat(clerks.get(0).ask("slow0", "?")).isEqualTo("busy");

            calls.get(0).cancel(false);
            pipes.pass(MOMENT);
            clerks.get(0).call("slow1", "one more");
            pipes.pass(MOMENT);
            assertThat(clerks.get(1).asked()).contains("one more");
            clerks.get(1).answerAll("done");

            assertThat(clerks.get(0).result(calls.get(255))).isEqualTo("done");
        }
    }

    @Test
    void a_handler_that_fails_is_heard_with_its_sentence_and_no_details() {
        try (SimulatedPipes pipes = line()) {
            List<Clerk> clerks = clerks(pipes);
            pipes.done(clerks.get(1).services().offer("sad", new TreeMap<>(), call -> {
                throw new PipesException(PipesException.Code.STORAGE, "The disk is full.\nReally.");
            }));
            pipes.done(clerks.get(1).services().offer("mad", new TreeMap<>(), call -> {
                throw new IllegalStateException("secret");
            }));
            pipes.pass(MOMENT);

            assertThat(sentence(pipes, clerks.get(0).call("sad", "?"))).isEqualTo("failed: The disk is full.Really.");
            assertThat(sentence(pipes, clerks.get(0).call("mad", "?")))
                    .startsWith("failed: ")
                    .doesNotContain("secret");
        }
    }

    private static String sentence(SimulatedPipes pipes, CompletableFuture<Answer> call) {
        pipes.until(call::isDone, HANG);
        return call.handle((answer, failure) -> (PipesException) failure)
                .thenApply(known -> known.code().text() + ": " + known.getMessage())
                .join();
    }
}
