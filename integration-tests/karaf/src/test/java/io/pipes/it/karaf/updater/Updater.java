// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf.updater;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * Takes lines of the form {@code SYMBOLIC-NAME JAR-FILE} on a loopback port, which it writes to {@code run/updater.port} of the home, and
 * answers each with the bundle's new version when the framework has settled.
 */
public final class Updater implements BundleActivator {
    private static final long PATIENCE_SECONDS = 30;

    private ServerSocket door;
    private BundleContext context;

    @Override
    public void start(BundleContext started) throws IOException {
        context = started;
        door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Path port = Path.of(context.getProperty("pipes.home"), "run", "updater.port");
        Path written = Files.writeString(port.resolveSibling("updater.tmp"), Integer.toString(door.getLocalPort()));
        Files.move(written, port, StandardCopyOption.ATOMIC_MOVE);
        Thread thread = new Thread(this::serve, "updater");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop(BundleContext stopped) throws IOException {
        door.close();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket caller = door.accept();
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                    PrintStream out = new PrintStream(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
                String[] words = in.readLine().split(" ", 2);
                out.println(answer(words[0], Path.of(words[1])));
            } catch (IOException over) {
                // Stopped, or the test has gone.
            }
        }
    }

    private String answer(String name, Path jar) {
        try {
            return update(name, jar).getVersion().toString();
        } catch (IOException | BundleException | RuntimeException failed) {
            return "failed: " + failed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "failed: interrupted";
        }
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
