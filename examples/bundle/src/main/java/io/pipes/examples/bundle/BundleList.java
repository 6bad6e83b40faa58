// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.bundle;

import io.pipes.api.Pipes;
import io.pipes.api.message.Content;
import io.pipes.api.network.Network;
import io.pipes.api.service.Call;
import io.pipes.api.service.Offer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.LoggerFactory;

/** Offers the service {@code bundles}: members of a network ask which bundles of this container have a word in their names. */
@Component(configurationPid = "io.pipes.examples.bundle")
public final class BundleList {
    private final BundleContext container;
    private final CompletionStage<Offer> offer;

    @interface Settings {
        String network() default "home";
    }

    @Activate
    public BundleList(BundleContext container, Settings settings, @Reference Pipes pipes) {
        this.container = container;
        offer = pipes.networks()
                .find(settings.network())
                .thenCompose(network -> offer(network.orElseThrow(() -> new NoSuchElementException(
                        "No network " + settings.network() + ": make or join it, then restart this bundle"))));
        offer.exceptionally(failure -> {
            LoggerFactory.getLogger(BundleList.class).warn("Nobody can ask for bundles", failure);
            return null;
        });
    }

    private CompletionStage<Offer> offer(Network network) {
        return network.services().offer("bundles", this::answer);
    }

    private CompletionStage<Content> answer(Call call) {
        String word = new String(call.request().bytes().toArray(), StandardCharsets.UTF_8);
        String lines = Arrays.stream(container.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).contains(word))
                .map(BundleList::line)
                .collect(Collectors.joining("\n"));
        return CompletableFuture.completedFuture(Content.text(lines));
    }

    private static String line(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion()
                + (bundle.getState() == Bundle.ACTIVE ? " active" : "");
    }

    /** Also when the container takes its {@code Pipes} back, to give this another one. */
    @Deactivate
    void stop() {
        offer.thenAccept(Offer::close);
    }
}
