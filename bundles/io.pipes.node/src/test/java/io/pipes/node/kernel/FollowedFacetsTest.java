// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Features that know each other only by what they offer. */
class FollowedFacetsTest {
    private final World world = new World(1);
    private final Machine north = world.machine("north");
    private final List<String> told = new ArrayList<>();
    private final NodeExtension follower = feature("follower", this::follow);

    private static NodeExtension feature(String name, Consumer<NodeContext> attached) {
        return new NodeExtension() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<Attachment> attach(NodeContext node) {
                attached.accept(node);
                return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
            }
        };
    }

    private static NodeExtension offering(String facet) {
        return feature("offering", node -> node.offer(String.class, facet));
    }

    private void follow(NodeContext node) {
        node.follow(String.class, now -> {
            assertThat(node.facet(String.class)).isEqualTo(now);
            told.add(now.orElse("none"));
        });
    }

    private void add(NodeExtension... features) {
        for (NodeExtension feature : features) {
            north.kernel().add(feature);
        }
        world.pass(Duration.ofMillis(10));
    }

    private void home() {
        world.done(north.kernel().create("home", north.identity().id()));
    }

    @Test
    void a_feature_that_is_replaced_is_told_to_be_gone_and_then_its_successor_is() {
        home();
        NodeExtension one = offering("one");
        add(follower, one);

        north.kernel().remove(one);
        add(offering("two"));

        assertThat(told).containsExactly("none", "one", "none", "two");
    }

    @Test
    void a_feature_that_left_is_told_nothing_more() {
        home();
        NodeExtension one = offering("one");
        add(one, follower);

        world.done(north.kernel().remove(follower));
        world.done(north.kernel().remove(one));

        assertThat(told).containsExactly("one");
    }

    @Test
    void a_feature_that_leaves_is_not_told_of_its_own_facet() {
        home();
        NodeExtension both = feature("both", node -> {
            node.offer(String.class, "own");
            follow(node);
        });
        add(both);

        world.done(north.kernel().remove(both));

        assertThat(told).containsExactly("none", "own");
    }
}
