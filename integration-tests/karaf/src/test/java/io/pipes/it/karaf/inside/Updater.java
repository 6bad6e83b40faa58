// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf.inside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Takes lines of the form {@code SYMBOLIC-NAME JAR-FILE} at the {@link Hatch} of {@code run/updater.port} in the home, and answers each
 * with the bundle's new version when the framework has settled.
 */
public final class Updater implements BundleActivator {
    private static final long PATIENCE_SECONDS = 30;

    private Hatch hatch;
    private BundleContext context;

    @Override
    public void start(BundleContext started) throws IOException {
        context = started;
        hatch = new Hatch(Path.of(context.getProperty("pipes.home"), "run", "updater.port"), this::answer);
    }

    @Override
    public void stop(BundleContext stopped) throws IOException {
        hatch.close();
    }

    private String answer(String line) throws Exception {
        String[] words = line.split(" ", 2);
        return update(words[0], Path.of(words[1])).getVersion().toString();
    }

    private Bundle update(String name, Path jar) throws IOException, BundleException, InterruptedException {
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(one -> name.equals(one.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bundle " + name));
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        }
        settle();
        if (bundle.getState() != Bundle.ACTIVE) {
            throw new IllegalStateException(name + " is in state " + bundle.getState());
        }
        return bundle;
    }

    /** Gives everybody the new packages, if somebody still uses old ones. */
    private void settle() throws InterruptedException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        Collection<Bundle> outdated = wiring.getRemovalPendingBundles();
        if (outdated.isEmpty()) {
            return;
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(outdated, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("packages were not refreshed within " + PATIENCE_SECONDS + " s");
        }
    }
}
