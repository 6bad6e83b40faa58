// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import io.pipes.api.Pipes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A plain framework in this process, with a home of its own and on loopback only, that runs the bundles of {@code pipes.bndrun} as they are
 * packed. A test that uses the service {@link Pipes} must have its types from where the service has them, so the packages of {@link #SHARED}
 * can be those of the test.
 */
final class Container implements AutoCloseable {
    /** The bundles that applications compile against. */
    static final List<String> SHARED = List.of("io.pipes.api", "io.pipes.base");

    private static final long PATIENCE_MILLIS = 60_000;

    private final Framework framework;
    private final int console;

    private Container(Framework framework, int console) {
        this.framework = framework;
        this.console = console;
    }

    /** Starts all bundles. */
    static Container start(Path folder) throws Exception {
        return start(folder, List.of());
    }

    /** @param shared symbolic names of bundles of which the test's class path takes the place */
    static Container start(Path folder, List<String> shared) throws Exception {
        Bndrun run = new Bndrun(Path.of("pipes.bndrun"));
        List<String> packages = new ArrayList<>(List.of(run.text("-runsystempackages")));
        List<Path> jars = new ArrayList<>();
        for (Path jar : run.bundles(Path.of("target/bundles"))) {
            if (shared.contains(header(jar, Constants.BUNDLE_SYMBOLICNAME))) {
                packages.add(header(jar, Constants.EXPORT_PACKAGE));
            } else {
                jars.add(jar);
            }
        }
        int console = free();
        Map<String, String> settings = run.properties("-runproperties");
        settings.put("pipes.home", folder.resolve("home").toString());
        settings.put("pipes.console", "127.0.0.1:" + console);
        settings.put("org.osgi.service.http.port", Integer.toString(console));
        settings.put("pipes.listen", "tcp://127.0.0.1:" + free());
        settings.put("pipes.discovery", "off");
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", packages));
        Container container = new Container(new FrameworkFactory().newFramework(settings), console);
        container.framework.start();
        container.install(jars);
        return container;
    }

    private static String header(Path jar, String name) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            return open.getManifest().getMainAttributes().getValue(name);
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void install(List<Path> jars) throws BundleException {
        for (Path jar : jars) {
            context().installBundle(jar.toUri().toString());
        }
        for (Bundle bundle : context().getBundles()) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    int console() {
        return console;
    }

    /** The service that is there, or the next one. */
    Pipes pipes() throws InterruptedException {
        ServiceTracker<Pipes, Pipes> tracker = new ServiceTracker<>(context(), Pipes.class, null);
        tracker.open();
        try {
            Pipes pipes = tracker.waitForService(PATIENCE_MILLIS);
            if (pipes == null) {
                throw new AssertionError("There is no service Pipes");
            }
            return pipes;
        } finally {
            tracker.close();
        }
    }

    Bundle bundle(String name) {
        return Arrays.stream(context().getBundles())
                .filter(one -> name.equals(one.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** Replaces a bundle by the same one, read anew, and returns when all who use its packages use the new ones. */
    void replace(String name) throws Exception {
        Bundle bundle = bundle(name);
        try (InputStream jar = Files.newInputStream(Path.of(java.net.URI.create(bundle.getLocation())))) {
            bundle.update(jar);
        }
        refresh();
        if (bundle.getState() != Bundle.ACTIVE) {
            throw new AssertionError(name + " is in state " + bundle.getState());
        }
    }

    private void refresh() throws InterruptedException {
        FrameworkWiring wiring = framework.adapt(FrameworkWiring.class);
        Collection<Bundle> outdated = wiring.getRemovalPendingBundles();
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(outdated, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Packages were not refreshed");
        }
    }

    /** Stops everything, and starts it again. */
    void restart() throws Exception {
        close();
        framework.start();
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        if (framework.waitForStop(PATIENCE_MILLIS).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
            throw new AssertionError("The framework does not stop");
        }
    }
}
