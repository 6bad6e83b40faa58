// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

class BundlesTest {
    private static final Map<String, String> NOTHING_SPECIAL = Map.of();

    @Test
    void what_should_be_active_and_is_not_is_named() {
        BundleContext context = context(
                bundle("io.pipes.node", Bundle.RESOLVED, NOTHING_SPECIAL),
                bundle("io.pipes.gateway", Bundle.ACTIVE, NOTHING_SPECIAL),
                bundle("io.pipes.crypto", Bundle.INSTALLED, NOTHING_SPECIAL));

        assertThat(Bundles.stopped(context)).containsExactly("io.pipes.crypto", "io.pipes.node");
    }

    @Test
    void fragments_never_start_and_lazy_bundles_wait() {
        BundleContext context = context(
                bundle("epoll", Bundle.RESOLVED, Map.of(Constants.FRAGMENT_HOST, "netty")),
                bundle("lazy", Bundle.STARTING, Map.of(Constants.BUNDLE_ACTIVATIONPOLICY, "lazy")));

        assertThat(Bundles.stopped(context)).isEmpty();
    }

    @Test
    void a_fragment_that_found_no_host_and_a_lazy_bundle_that_was_stopped_are_named() {
        BundleContext context = context(
                bundle("epoll", Bundle.INSTALLED, Map.of(Constants.FRAGMENT_HOST, "netty")),
                bundle("lazy", Bundle.RESOLVED, Map.of(Constants.BUNDLE_ACTIVATIONPOLICY, "lazy")));

        assertThat(Bundles.stopped(context)).containsExactly("epoll", "lazy");
    }

    private static BundleContext context(Bundle... bundles) {
        return fake(BundleContext.class, Map.of("getBundles", bundles));
    }

    private static Bundle bundle(String name, int state, Map<String, String> headers) {
        Dictionary<String, String> dictionary = new Hashtable<>(headers);
        return fake(Bundle.class, Map.of("getSymbolicName", name, "getState", state, "getHeaders", dictionary));
    }

    private static <T> T fake(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.get(method.getName())));
    }
}
