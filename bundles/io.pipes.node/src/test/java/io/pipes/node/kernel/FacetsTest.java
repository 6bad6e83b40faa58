// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FacetsTest {
    private final Facets facets = new Facets();
    private final List<String> told = new ArrayList<>();

    private Registration offer(String facet) {
        return facets.offer(String.class, facet);
    }

    private Registration follow(Consumer<Optional<String>> watcher) {
        return facets.follow(String.class, watcher);
    }

    private void hear(Optional<String> facet) {
        told.add(facet.orElse("none"));
    }

    @Test
    void who_follows_is_told_at_once_of_what_is_there_and_then_of_its_coming_and_going() {
        follow(this::hear);
        assertThat(told).containsExactly("none");

        offer("one").close();
        offer("two");
        follow(now -> told.add("late " + now.orElse("none")));

        assertThat(told).containsExactly("none", "one", "none", "two", "late two");
    }

    @Test
    void other_facets_are_not_told() {
        follow(this::hear);

        facets.offer(Integer.class, 1).close();

        assertThat(told).containsExactly("none");
    }

    @Test
    void who_follows_no_more_is_told_nothing_also_when_it_ends_that_itself_or_another_does() {
        Registration gone = follow(this::hear);
        List<Registration> others = new ArrayList<>();
        follow(now -> others.forEach(Registration::close));
        others.add(follow(this::hear));
        others.add(follow(this::hear));
        gone.close();
        gone.close();

        offer("one");

        assertThat(told).containsExactly("none", "none", "none");
    }

    @Test
    void a_watcher_that_fails_keeps_nothing_from_the_others_nor_from_itself_the_next_time() {
        follow(now -> {
            hear(now);
            throw new IllegalStateException("broken");
        });
        follow(this::hear);

        offer("one");

        assertThat(told).containsExactly("none", "none", "one", "one");
        assertThat(facets.find(String.class)).contains("one");
    }

    @Test
    void a_facet_that_is_replaced_by_somebody_who_is_told_is_told_to_all_in_that_order() {
        Registration one = offer("one");
        follow(now -> {
            if (now.isEmpty()) {
                offer("two");
            }
        });
        follow(this::hear);

        one.close();

        assertThat(told).containsExactly("one", "none", "two");
    }
}
